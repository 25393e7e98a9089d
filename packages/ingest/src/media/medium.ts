import type { DecodeLimits, MediumSpec } from '@sightline/contracts';

export type MediumKind = NonNullable<MediumSpec['kind']>;
/** What a preprocessing says of one kind of medium. */
type SpecOf<Kind extends MediumKind> = Extract<MediumSpec, { kind?: Kind }>;

/** How what is stored of a sample, or sent to a server, becomes a network's input. */
export interface Medium<Kind extends MediumKind> {
  /** Which of the encoded images that were sent together make one sample each. */
  samplesOf(images: readonly Uint8Array[]): readonly (readonly Uint8Array[])[];
  /** Of one input, without the batch. */
  shape(spec: SpecOf<Kind>): readonly number[];
  /**
   * Decodes the encoded images of one sample, in their order.
   *
   * @returns pixels in the {@link shape}, row by row, 0 to 255
   * @throws IngestError `ingest/undecodable-image`; `ingest/wrong-medium` when their number is not one that makes an
   * input
   */
  read(images: readonly Uint8Array[], spec: SpecOf<Kind>, limits?: DecodeLimits): Promise<Uint8Array>;
}
