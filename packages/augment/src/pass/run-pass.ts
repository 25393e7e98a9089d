import type { RawImage } from '@sightline/ingest';
import { pixelAt } from '../geometry/border.ts';
import { addGaussianNoise } from './noise.ts';
import type { ColourMap, Pass } from './pass.ts';

/**
 * Runs a pass over an image and writes `[height, width, channels]` floats in [0, 1] to `target` from `offset` on.
 */
export function runPass(source: RawImage, pass: Pass, target: Float32Array, offset = 0): void {
  const { channels } = source;
  const output = target.subarray(offset, offset + pass.width * pass.height * channels);
  project(source, pass, output);
  if (pass.colours.length > 0) {
    let mean = meanOf(output, channels);
    let whole: ColourMap | undefined;
    for (const step of pass.colours) {
      const map = step(mean);
      mean = map.map((row) => row.reduce((sum, factor, index) => sum + factor * (mean[index] ?? 1), 0));
      whole = whole ? chain(whole, map) : map;
    }
    mapColours(output, channels, whole as ColourMap);
  }
  for (const { sigma, seed } of pass.noises) addGaussianNoise(output, sigma, seed);
}

function project(source: RawImage, { toInput, width, height, border, region }: Pass, output: Float32Array): void {
  const { pixels, channels } = source;
  const [a, b, c, d, e, f, g, h, i] = toInput;
  const at = (column: number, row: number, channel: number) => {
    const x = pixelAt(column, region.width, border);
    const y = pixelAt(row, region.height, border);
    if (x < 0 || y < 0) return 0;
    return pixels[((region.y + y) * source.width + region.x + x) * channels + channel] as number;
  };
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const depth = g * column + h * row + i;
      const x = (a * column + b * row + c) / depth - region.x;
      const y = (d * column + e * row + f) / depth - region.y;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      for (let channel = 0; channel < channels; channel++) {
        const upper = at(left, top, channel) * (1 - (x - left)) + at(left + 1, top, channel) * (x - left);
        const lower = at(left, top + 1, channel) * (1 - (x - left)) + at(left + 1, top + 1, channel) * (x - left);
        output[to++] = (upper + (lower - upper) * (y - top)) / 255;
      }
    }
  }
}

function meanOf(values: Float32Array, channels: number): number[] {
  const sums = Array.from({ length: channels }, () => 0);
  for (let index = 0; index < values.length; index++)
    sums[index % channels] = (sums[index % channels] as number) + (values[index] as number);
  return sums.map((sum) => (sum * channels) / values.length);
}

/** The map that does `first`, then `second`. */
function chain(first: ColourMap, second: ColourMap): ColourMap {
  const channels = first.length;
  return second.map((row) =>
    Array.from({ length: channels + 1 }, (_, column) => {
      const constant = column === channels ? (row[channels] as number) : 0;
      return first.reduce((sum, from, index) => sum + (row[index] as number) * (from[column] as number), constant);
    }),
  );
}

function mapColours(values: Float32Array, channels: number, map: ColourMap): void {
  const pixel = new Float64Array(channels);
  for (let start = 0; start < values.length; start += channels) {
    for (let channel = 0; channel < channels; channel++) pixel[channel] = values[start + channel] as number;
    for (let channel = 0; channel < channels; channel++) {
      const row = map[channel] as readonly number[];
      let sum = row[channels] as number;
      for (let index = 0; index < channels; index++) sum += (row[index] as number) * (pixel[index] as number);
      values[start + channel] = Math.min(Math.max(sum, 0), 1);
    }
  }
}
