import type { Preprocess } from '@sightline/contracts';

/**
 * Turns pixels `[…, channels]`, of any number of images, into a model's input: into `target` from `offset` on, or into
 * a new array.
 */
export type PixelScaler = (pixels: Uint8Array, target?: Float32Array, offset?: number) => Float32Array;

/**
 * How pixels become a model's input: `(byte / 255 - mean) / std`, channel by channel; without `mean` and `std` that is
 * [0, 1]. What each byte becomes is computed here, once.
 */
export function createScaler({ channels, mean, std }: Preprocess): PixelScaler {
  const table = new Float32Array(256 * channels);
  for (let index = 0; index < table.length; index++) {
    const channel = index % channels;
    table[index] = (Math.floor(index / channels) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  return (pixels, target = new Float32Array(pixels.length), offset = 0) => {
    for (let index = 0; index < pixels.length; index += channels) {
      for (let channel = 0; channel < channels; channel++) {
        target[offset + index + channel] = table[(pixels[index + channel] as number) * channels + channel] as number;
      }
    }
    return target;
  };
}

/**
 * Scales pixels once; {@link createScaler} is for many calls.
 *
 * @param pixels `[…, channels]`, any number of images
 * @returns a new array
 */
export function scalePixels(pixels: Uint8Array, preprocess: Preprocess): Float32Array {
  return createScaler(preprocess)(pixels);
}
