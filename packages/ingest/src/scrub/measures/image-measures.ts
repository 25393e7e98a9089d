import type { RawImage } from '@sightline/contracts';
import { type Sharpness, sharpnessOf } from './blurriness.ts';
import { type Brightness, brightnessOf } from './brightness.ts';
import { PERCEPTUAL_HASHES } from '../hashes/perceptual-hash.ts';

/** What the checks need to know of an image's pixels. */
export interface ImageMeasures extends Brightness, Sharpness {
  /** Bits per value, over the values of all bands: 0 to about 9.6. */
  entropy: number;
  /** pHash, 16 hexadecimal digits. */
  hash: string;
  /** Stored with one band. */
  greyscale: boolean;
}

/** Measures an image. */
export function measureImage(image: RawImage): ImageMeasures {
  return {
    ...brightnessOf(image),
    ...sharpnessOf(image),
    entropy: entropyOf(image),
    hash: PERCEPTUAL_HASHES.perceptual(image),
    greyscale: image.channels === 1,
  };
}

/** Shannon entropy of the histogram over all bands, as Pillow's `Image.entropy`. */
function entropyOf({ pixels, channels }: RawImage): number {
  const bands = Array.from({ length: channels }, () => new Uint32Array(256));
  for (const [band, counts] of bands.entries()) {
    for (let index = band; index < pixels.length; index += channels) {
      const level = pixels[index] as number;
      counts[level] = (counts[level] as number) + 1;
    }
  }
  let entropy = 0;
  for (const counts of bands) {
    for (const count of counts) {
      const fraction = count / pixels.length;
      if (count > 0) entropy -= fraction * Math.log2(fraction);
    }
  }
  return entropy;
}
