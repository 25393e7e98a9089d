import { type CodeOf, type Quarantined, SightlineError } from '@sightline/contracts';

/** Thrown while reading sources and datasets. */
export class IngestError extends SightlineError<CodeOf<'ingest'>> {}

/** An image that cannot be used, and the reason it would be quarantined for. */
export class UndecodableImageError extends IngestError {
  readonly reason: Quarantined['reason'];

  constructor(reason: Quarantined['reason'], message: string, options?: { cause?: unknown }) {
    super('ingest/undecodable-image', message, options);
    this.reason = reason;
  }
}
