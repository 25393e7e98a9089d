import type { RawImage } from '@sightline/contracts';

/** Bins per grey level: each whole level has its own bin. */
const FINENESS = 16;
const BINS = 255 * FINENESS;

/** Percentiles of the brightness of an image's pixels, from 0 (black) to 1 (white). */
export interface Brightness {
  mean: number;
  percentile5: number;
  percentile99: number;
}

/**
 * How bright the pixels are, as cleanvision has it: the grey level, or √(0.241 R² + 0.691 G² + 0.068 B²) (the HSP
 * colour model), to within 1/8160. Percentiles are interpolated between ranks, as numpy's are.
 */
export function brightnessOf({ pixels, channels }: RawImage): Brightness {
  const counts = new Uint32Array(BINS + 1);
  for (let index = 0; index < pixels.length; index += channels) {
    const level = channels === 1 ? (pixels[index] as number) : brightnessAt(pixels, index);
    const bin = (level * FINENESS + 0.5) | 0;
    counts[bin] = (counts[bin] as number) + 1;
  }
  let sum = 0;
  for (let bin = 1; bin < counts.length; bin++) sum += (counts[bin] as number) * bin;
  const total = pixels.length / channels;
  return {
    mean: sum / (total * BINS),
    percentile5: percentileOf(counts, total, 0.05),
    percentile99: percentileOf(counts, total, 0.99),
  };
}

function brightnessAt(pixels: Uint8Array, index: number): number {
  const red = pixels[index] as number;
  const green = pixels[index + 1] as number;
  const blue = pixels[index + 2] as number;
  return Math.sqrt(0.241 * red * red + 0.691 * green * green + 0.068 * blue * blue);
}

function percentileOf(counts: Uint32Array, total: number, fraction: number): number {
  const rank = (total - 1) * fraction;
  const below = Math.floor(rank);
  let bin = 0;
  let seen = counts[0] as number;
  while (seen <= below) seen += counts[++bin] as number;
  const lower = bin;
  while (seen <= Math.min(below + 1, total - 1)) seen += counts[++bin] as number;
  return (lower + (bin - lower) * (rank - below)) / BINS;
}
