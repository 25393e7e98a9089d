import type { RawImage } from '@sightline/contracts';
import { pixelAt } from '../../geometry/border.ts';

/** Gaussian weights that sum to 1. */
export function gaussianKernel(sigma: number, size: number): Float64Array {
  const kernel = new Float64Array(size);
  const middle = (size - 1) / 2;
  for (let index = 0; index < size; index++) kernel[index] = Math.exp(-0.5 * ((index - middle) / sigma) ** 2);
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/**
 * Correlates the image with the kernel along both axes; the kernel is symmetric and of odd length, its middle over the
 * pixel. Beyond its edges the image is mirrored about its edge pixels. Rounded and clipped once.
 */
export function separableFilter(image: RawImage, kernel: ArrayLike<number>): RawImage {
  const { width, height, channels } = image;
  const length = width * channels;
  const reach = (kernel.length - 1) / 2;
  // From the middle outwards.
  const weights = Float64Array.from({ length: reach + 1 }, (_, tap) => kernel[reach + tap] as number);
  const padded = new Float64Array((width + 2 * reach) * channels);
  const across = new Float64Array((height + 2 * reach) * length);
  for (let row = 0; row < height; row++) {
    padRow(image, row, reach, padded);
    const from = (row + reach) * length;
    filterRow(padded, { from: reach * channels, stride: channels, weights }, across.subarray(from, from + length));
  }
  for (let beyond = 1; beyond <= reach; beyond++) {
    for (const row of [-beyond, height - 1 + beyond]) {
      const from = (pixelAt(row, height, 'reflect') + reach) * length;
      across.copyWithin((row + reach) * length, from, from + length);
    }
  }
  const pixels = new Uint8ClampedArray(height * length);
  for (let row = 0; row < height; row++) {
    const from = (row + reach) * length;
    filterRow(across, { from, stride: length, weights }, pixels.subarray(row * length, (row + 1) * length));
  }
  return { ...image, pixels: bytesOf(pixels) };
}

/** For each place of the row, the weighted sum of the values `stride` apart on both sides of it. */
function filterRow(
  values: Float64Array,
  { from, stride, weights }: { from: number; stride: number; weights: Float64Array },
  row: Float64Array | Uint8ClampedArray,
): void {
  const middle = weights[0] as number;
  for (let index = 0; index < row.length; index++) {
    const at = from + index;
    let sum = middle * (values[at] as number);
    for (let tap = 1, away = stride; tap < weights.length; tap++, away += stride) {
      sum += (weights[tap] as number) * ((values[at - away] as number) + (values[at + away] as number));
    }
    row[index] = sum;
  }
}

/** One tap of a kernel of two dimensions: its weight, and its place from the middle, x to the right and y down. */
export interface Tap {
  x: number;
  y: number;
  weight: number;
}

/**
 * Correlates the image with a kernel's taps; beyond its edges it is mirrored about the edge pixels.
 * Rounded and clipped once.
 */
export function filter(image: RawImage, taps: readonly Tap[]): RawImage {
  const { width, height, channels } = image;
  const length = width * channels;
  const reach = Math.max(...taps.map(({ x, y }) => Math.max(Math.abs(x), Math.abs(y))));
  const rows = mirrored(height, reach);
  const across = (width + 2 * reach) * channels;
  const padded = new Uint8Array(height * across);
  for (let row = 0; row < height; row++) {
    padRow(image, row, reach, padded.subarray(row * across, (row + 1) * across));
  }
  const pixels = new Uint8ClampedArray(height * length);
  const sums = new Float32Array(length);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    for (const { x, y, weight } of taps) {
      const from = (rows[row + y + reach] as number) * across + (x + reach) * channels;
      for (let index = 0; index < length; index++) {
        sums[index] = (sums[index] as number) + weight * (padded[from + index] as number);
      }
    }
    pixels.set(sums, row * length);
  }
  return { ...image, pixels: bytesOf(pixels) };
}

/** For each row (or column) from `reach` before the first to `reach` after the last, the one that is read there. */
function mirrored(length: number, reach: number): Int32Array {
  return Int32Array.from({ length: length + 2 * reach }, (_, index) => pixelAt(index - reach, length, 'reflect'));
}

function padRow(
  { pixels, width, channels }: RawImage,
  row: number,
  reach: number,
  padded: Float64Array | Uint8Array,
): void {
  const start = row * width * channels;
  padded.set(pixels.subarray(start, start + width * channels), reach * channels);
  for (let beyond = 1; beyond <= reach; beyond++) {
    const left = start + pixelAt(-beyond, width, 'reflect') * channels;
    const right = start + pixelAt(width - 1 + beyond, width, 'reflect') * channels;
    for (let channel = 0; channel < channels; channel++) {
      padded[(reach - beyond) * channels + channel] = pixels[left + channel] as number;
      padded[(reach + width - 1 + beyond) * channels + channel] = pixels[right + channel] as number;
    }
  }
}

/** The clamped array rounds halves to even, as OpenCV does. */
function bytesOf({ buffer }: Uint8ClampedArray<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer);
}
