import { decodeImage } from '../decoding/image.ts';
import { IngestError } from '../errors.ts';
import type { Medium } from './medium.ts';

/** One image: `[height, width, channels]`. */
export const image: Medium<'image'> = {
  samplesOf: (images) => images.map((each) => [each]),
  shape: ({ width, height, channels }) => [height, width, channels],
  async read([encoded, ...others], spec, limits) {
    if (encoded && others.length === 0) return decodeImage(encoded, spec, limits);
    throw new IngestError(
      'ingest/wrong-medium',
      `Received ${encoded ? others.length + 1 : 'no'} images for one input. A model of images takes one; a clip ` +
        'needs preprocess.kind: clip.',
    );
  },
};
