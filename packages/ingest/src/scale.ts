import type { Preprocess } from '@sightline/contracts';

/**
 * Turns pixels into a model's input: `(byte / 255 - mean) / std`, channel by channel; without `mean` and `std` that is [0, 1].
 *
 * @param pixels `[…, channels]`, any number of images
 * @param target where to write; a new array by default
 * @param offset first index in `target`
 * @returns `target`
 */
export function scalePixels(
  pixels: Uint8Array,
  preprocess: Preprocess,
  target: Float32Array = new Float32Array(pixels.length),
  offset = 0,
): Float32Array {
  const { channels, mean, std } = preprocess;
  const table = new Float32Array(256 * channels);
  for (let index = 0; index < table.length; index++) {
    const channel = index % channels;
    table[index] = (Math.floor(index / channels) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
  for (let index = 0; index < pixels.length; index += channels) {
    for (let channel = 0; channel < channels; channel++) {
      target[offset + index + channel] = table[(pixels[index + channel] as number) * channels + channel] as number;
    }
  }
  return target;
}
