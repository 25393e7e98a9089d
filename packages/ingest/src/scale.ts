import type { Preprocess } from '@sightline/contracts';

/**
 * Scales bytes to [0, 1] and normalises them with the preprocessing's mean and standard deviation.
 *
 * @param pixels `[…, channels]`, 0 to 255
 * @returns `target`, written from `offset` on; a new array when none is given
 */
export function scalePixels(pixels: Uint8Array, preprocess: Preprocess, target = new Float32Array(pixels.length), offset = 0): Float32Array {
  for (let index = 0; index < pixels.length; index++) target[offset + index] = (pixels[index] as number) / 255;
  normalise(target.subarray(offset, offset + pixels.length), preprocess);
  return target;
}

/** Subtracts the mean and divides by the standard deviation, channel by channel, in place; values `[…, channels]` on the [0, 1] scale. */
export function normalise(values: Float32Array, { channels, mean, std }: Preprocess): void {
  if (mean.length === 0 && std.length === 0) return;
  for (let index = 0; index < values.length; index++) {
    const channel = index % channels;
    values[index] = ((values[index] as number) - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  }
}
