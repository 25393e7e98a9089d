import type { DecodeLimits, DecodeOptions, MediumSpec } from '@sightline/contracts';
import { decodeImage } from '../decoding/image.ts';
import { IngestError } from '../errors.ts';
import { alignByMoments } from './align-by-moments.ts';
import type { Medium } from './medium.ts';

/** What is read of an image: how it is decoded, and then aligned. */
export type ImageOptions = Pick<Extract<MediumSpec, { kind?: 'image' }>, keyof DecodeOptions | 'align'>;

/** One image: `[height, width, channels]`. */
export const image: Medium<'image'> = {
  samplesOf: (images) => images.map((each) => [each]),
  shape: ({ width, height, channels }) => [height, width, channels],
  async read([encoded, ...others], spec, limits) {
    if (encoded && others.length === 0) return readImage(encoded, spec, limits);
    throw new IngestError(
      'ingest/wrong-medium',
      `Received ${encoded ? others.length + 1 : 'no'} images for one input. A model of images takes one; a clip ` +
        'needs preprocess.kind: clip.',
    );
  },
};

/**
 * Decodes an image, and aligns it where that is asked for.
 *
 * @throws IngestError `ingest/undecodable-image`
 */
export async function readImage(encoded: Uint8Array, spec: ImageOptions, limits?: DecodeLimits): Promise<Uint8Array> {
  const pixels = await decodeImage(encoded, spec, limits);
  const { width, height, channels } = spec;
  return spec.align ? alignByMoments({ pixels, width, height, channels }) : pixels;
}
