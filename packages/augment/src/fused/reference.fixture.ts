import type { RawImage } from '@sightline/contracts';
import { pixelAt } from '../geometry/border.ts';
import { composeColours } from './colour-maps.ts';
import type { Normalization } from './finishing.ts';
import type { Work } from './run-fused-step.ts';

/** What the module computes, step by step in double precision, without the noise. `[height, width, channels]`. */
export function referenceStep(source: RawImage, work: Work, normalization?: Normalization): Float64Array {
  const { channels } = source;
  const values = readAll(source, work);
  if (work.colours.length > 0) mapAll(values, channels, work);
  if (!normalization) return values;
  const { mean, std } = normalization;
  return values.map((value, index) => (value - (mean[index % channels] as number)) / (std[index % channels] as number));
}

function readAll(source: RawImage, work: Work): Float64Array {
  const { width, height } = work;
  const values = new Float64Array(width * height * source.channels);
  for (let place = 0, to = 0; place < width * height; place++) {
    const [x, y] = inputOf(work, place);
    for (let channel = 0; channel < source.channels; channel++) values[to++] = read(source, work, [x, y, channel]);
  }
  return values;
}

/** Where in the region an output pixel reads. */
function inputOf({ toInput, width, region }: Work, place: number): [number, number] {
  if (toInput instanceof Float32Array) {
    return [(toInput[2 * place] as number) - region.x, (toInput[2 * place + 1] as number) - region.y];
  }
  const [column, row] = [place % width, Math.floor(place / width)];
  const [a, b, c, d, e, f, g, h, i] = toInput;
  const depth = g * column + h * row + i;
  return [(a * column + b * row + c) / depth - region.x, (d * column + e * row + f) / depth - region.y];
}

function read(source: RawImage, { region, border }: Work, [x, y, channel]: [number, number, number]): number {
  const at = (column: number, row: number) => {
    const [fromX, fromY] = [pixelAt(column, region.width, border), pixelAt(row, region.height, border)];
    if (fromX < 0 || fromY < 0) return 0;
    const pixel = (region.y + fromY) * source.width + region.x + fromX;
    return source.pixels[pixel * source.channels + channel] as number;
  };
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const upper = at(left, top) * (1 - (x - left)) + at(left + 1, top) * (x - left);
  const lower = at(left, top + 1) * (1 - (x - left)) + at(left + 1, top + 1) * (x - left);
  return (upper + (lower - upper) * (y - top)) / 255;
}

function mapAll(values: Float64Array, channels: number, { colours }: Work): void {
  const mean = Array.from({ length: channels }, (_, channel) => {
    const own = values.filter((_value, index) => index % channels === channel);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  const map = composeColours(colours, mean);
  for (let start = 0; start < values.length; start += channels) {
    const pixel = [...values.subarray(start, start + channels), 1];
    for (const [channel, row] of map.entries()) {
      const sum = row.reduce((total, factor, index) => total + factor * (pixel[index] as number), 0);
      values[start + channel] = Math.min(Math.max(sum, 0), 1);
    }
  }
}
