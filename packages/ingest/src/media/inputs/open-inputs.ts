import type { DecodeLimits, MediumSpec, Preprocess } from '@sightline/contracts';
import { media } from '../media.ts';
import type { Medium, MediumKind } from '../medium.ts';
import { createScaler, type PixelScaler } from '../scale.ts';

/** A medium with its settings: all that other packages see of it. */
export interface PixelReader {
  /** Of one input, without the batch: `[height, width, channels]`, or `[frames, height, width, channels]`. */
  readonly shape: readonly number[];
  /** Which of the encoded images that were sent together make one sample each. */
  samplesOf(images: readonly Uint8Array[]): readonly (readonly Uint8Array[])[];
  /** How many numbers one input has. */
  readonly size: number;
  /**
   * Decodes the encoded images of one sample, in their order.
   *
   * @returns pixels in the {@link shape}, 0 to 255
   * @throws IngestError `ingest/undecodable-image`; `ingest/wrong-medium` when their number is not one that makes an
   * input
   */
  read(images: readonly Uint8Array[], limits?: DecodeLimits): Promise<Uint8Array>;
}

/** The same, with the numbers that bytes become. */
export interface InputReader extends PixelReader {
  /** Writes pixels of any number of inputs as a network is given them into `target` from `offset` on. */
  readonly write: PixelScaler;
}

/** Opens the medium of a preprocessing for its pixels. */
export function openPixels(spec: MediumSpec): PixelReader {
  const medium = media[spec.kind ?? 'image'] as Medium<MediumKind>;
  const shape = medium.shape(spec);
  return {
    shape,
    samplesOf: (images) => medium.samplesOf(images),
    size: shape.reduce((size, length) => size * length),
    read: (images, limits) => medium.read(images, spec, limits),
  };
}

/** Opens the medium of a preprocessing: how what is stored, or sent, becomes a network's input. */
export function openInputs(preprocess: Preprocess): InputReader {
  return { ...openPixels(preprocess), write: createScaler(preprocess) };
}
