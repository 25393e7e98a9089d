import type { ResamplerOptions } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import type { ImageSize } from '../image-size.ts';
import { requireBytes } from '../operations/require-valid.ts';
import { resample } from './resample.ts';
import type { Resampled } from './rows.ts';

/** Images and the class of each. */
export interface LabelledImages {
  /** `[images, height, width, channels]`, 0 to 255. */
  pixels: Uint8Array;
  size: ImageSize;
  /** Class indices, `[images]`. */
  labels: Int32Array;
}

/**
 * {@link resample} over pixels: SMOTE and related methods blend an image with a near one of its class. Meant for small,
 * centred images (digits, symbols); of photographs resample embeddings instead. Originals keep their bytes; new pixels
 * are rounded and clipped to 0–255.
 *
 * @throws AugmentError `augment/wrong-size` when the pixels are not bytes, or not that many images of that size, and as
 * {@link resample} does
 */
export function resampleImages(
  { pixels, size, labels }: LabelledImages,
  options: ResamplerOptions,
  seed: number,
): LabelledImages & Pick<Resampled, 'indices'> {
  requireBytes(pixels);
  const dimension = size.width * size.height * size.channels;
  if (pixels.length !== labels.length * dimension) {
    throw new AugmentError(
      'augment/wrong-size',
      `received ${pixels.length} bytes of pixels for ${labels.length} images of ` +
        `${size.height}×${size.width}×${size.channels}. Pass exactly ${labels.length * dimension} bytes.`,
    );
  }
  const resampled = resample({ values: Float32Array.from(pixels), dimension, labels }, options, seed);
  const clipped = Uint8ClampedArray.from(resampled.values);
  return { pixels: new Uint8Array(clipped.buffer), size, labels: resampled.labels, indices: resampled.indices };
}
