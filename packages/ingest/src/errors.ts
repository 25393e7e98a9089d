import { type CodeOf, type Quarantined, SightlineError } from '@sightline/contracts';

/** Thrown by the stages ingest, scrub and split, and by the image decoder. */
export class IngestError extends SightlineError<CodeOf<'ingest'>> {
  /** Why an image cannot be used; set with `ingest/undecodable-image`. */
  readonly reason: Quarantined['reason'] | undefined;

  constructor(
    code: CodeOf<'ingest'>,
    message: string,
    options: { cause?: unknown; reason?: Quarantined['reason'] } = {},
  ) {
    super(code, message, options);
    this.reason = options.reason;
  }
}
