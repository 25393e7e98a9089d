import type { RawImage } from '@sightline/contracts';

/** The standard deviation of what is shown, across and down, as a fraction of the image's width and height. */
const SPREAD = 0.16;
/** The fewest pixels of the image for each one of the aligned image: a thin upright stroke stays one. */
const LEAST_STEP = 0.3;
/** Columns that a row may be moved for each row further down. */
const STEEPEST = 1;
/** Differences from the background below this fraction of the largest are noise: far out they would weigh much. */
const NOISE = 0.1;

/** Where what an image shows is, in pixels: its centre, its variances and its covariance. */
interface Moments {
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/**
 * Moment normalisation (Casey, 1970): moves what an image shows to the centre, shears it until it is upright, and
 * scales it to one spread across and one down. How much of it a pixel is, is its difference from the background, the
 * median of the pixels along the edge, so that dark on light and light on dark are alike. Bilinear between pixels; the
 * background beyond the image.
 *
 * @returns pixels of a new image of the same size; the same ones where nothing is shown
 */
export function alignByMoments({ pixels, width, height, channels }: RawImage): Uint8Array {
  const background = backgroundOf({ pixels, width, height, channels });
  const moments = momentsOf(differences(pixels, background), width);
  if (!moments) return pixels;
  const slope = Math.max(-STEEPEST, Math.min(STEEPEST, moments.yy > 0 ? moments.xy / moments.yy : 0));
  const across = stepOf(moments.xx - slope * (2 * moments.xy - slope * moments.yy), width);
  const down = stepOf(moments.yy, height);
  const aligned = new Uint8Array(pixels.length);
  for (let row = 0; row < height; row++) {
    const below = down * (row - (height - 1) / 2);
    for (let column = 0; column < width; column++) {
      const x = moments.x + across * (column - (width - 1) / 2) + slope * below;
      const y = moments.y + below;
      const [left, top] = [Math.floor(x), Math.floor(y)];
      for (let channel = 0; channel < channels; channel++) {
        const pixel = (at: number, line: number) =>
          at < 0 || at >= width || line < 0 || line >= height
            ? (background[channel] as number)
            : (pixels[(line * width + at) * channels + channel] as number);
        const upper = pixel(left, top) + (x - left) * (pixel(left + 1, top) - pixel(left, top));
        const lower = pixel(left, top + 1) + (x - left) * (pixel(left + 1, top + 1) - pixel(left, top + 1));
        aligned[(row * width + column) * channels + channel] = Math.round(upper + (y - top) * (lower - upper));
      }
    }
  }
  return aligned;
}

/** Pixels of the image for each one of the aligned image. */
function stepOf(variance: number, side: number): number {
  return Math.max(LEAST_STEP, Math.sqrt(Math.max(0, variance)) / (SPREAD * side));
}

/** Of each channel the median of the pixels along the edge. */
function backgroundOf({ pixels, width, height, channels }: RawImage): number[] {
  return Array.from({ length: channels }, (_, channel) => {
    const edge: number[] = [];
    for (let place = 0; place < width * height; place++) {
      const [row, column] = [Math.floor(place / width), place % width];
      if (row > 0 && row < height - 1 && column > 0 && column < width - 1) continue;
      edge.push(pixels[place * channels + channel] as number);
    }
    return edge.toSorted((one, other) => one - other)[Math.floor(edge.length / 2)] as number;
  });
}

/** Of each pixel how much it differs from the background, summed over the channels. */
function differences(pixels: Uint8Array, background: readonly number[]): Float64Array {
  const channels = background.length;
  const sums = new Float64Array(pixels.length / channels);
  for (const [index, value] of pixels.entries())
    (sums[Math.floor(index / channels)] as number) += Math.abs(value - (background[index % channels] as number));
  const least = NOISE * sums.reduce((largest, sum) => Math.max(largest, sum), 0);
  return sums.map((sum) => (sum < least ? 0 : sum));
}

/** @returns undefined where there is no weight */
function momentsOf(weights: Float64Array, width: number): Moments | undefined {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return undefined;
  const mean = (valueAt: (column: number, row: number) => number) =>
    weights.reduce((sum, weight, place) => sum + weight * valueAt(place % width, Math.floor(place / width)), 0) / total;
  const x = mean((column) => column);
  const y = mean((_, row) => row);
  return {
    x,
    y,
    xx: mean((column) => (column - x) ** 2),
    yy: mean((_, row) => (row - y) ** 2),
    xy: mean((column, row) => (column - x) * (row - y)),
  };
}
