import type { RawImage } from '@sightline/contracts';
import { bandOf, lumaOf } from '../pillow/greyscale.ts';
import { pillowResize } from '../pillow/pillow-resize.ts';

const MOST_PIXELS = 64;
/** Added to the sharpness of images of few grey levels, where it passes this: drawings and text are not blurry. */
const FEW_LEVELS = 0.18;

/** What tells a blurry image from a sharp one. */
export interface Sharpness {
  /** Standard deviation of the edges, in grey levels. */
  edges: number;
  /** Standard deviation of the 256 counts of the histogram: large where few grey levels make up the image. */
  histogram: number;
}

/**
 * Measures the edges of an image whose longer side is brought down to 64 pixels, as cleanvision does with Pillow:
 * FIND_EDGES on the luma.
 */
export function sharpnessOf(image: RawImage): Sharpness {
  const small = shrunk(image);
  const luma = lumaOf(small);
  const counts = new Uint32Array(256);
  for (const level of luma) counts[level] = (counts[level] as number) + 1;
  return { edges: deviationOf(edgesOf(luma, small)), histogram: deviationOf(counts) };
}

/** From 0, blurry, to 1. */
export function sharpnessScore({ edges, histogram }: Sharpness): number {
  const drawing = 1 - Math.exp(-0.01 * histogram);
  return Math.min(1 - Math.exp(-0.01 * edges) + (drawing <= FEW_LEVELS ? 0 : drawing), 1);
}

function shrunk(image: RawImage): RawImage {
  const ratio = Math.max(image.width, image.height) / MOST_PIXELS;
  if (ratio <= 1) return image;
  const width = Math.max(Math.floor(image.width / ratio), 1);
  const height = Math.max(Math.floor(image.height / ratio), 1);
  const { channels } = image;
  const pixels = new Uint8Array(width * height * channels);
  for (let band = 0; band < channels; band++) {
    const resized = pillowResize(bandOf(image, band), image, { width, height, filter: 'bicubic' });
    for (const [index, value] of resized.entries()) pixels[index * channels + band] = value;
  }
  return { pixels, width, height, channels };
}

/** Eight times each pixel less its neighbours; the border stays as it is. */
function edgesOf(luma: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const edges = Uint8ClampedArray.from(luma);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      let sum = 9 * (luma[at] as number);
      for (const row of [at - width, at, at + width])
        sum -= (luma[row - 1] as number) + (luma[row] as number) + (luma[row + 1] as number);
      edges[at] = sum;
    }
  }
  return new Uint8Array(edges);
}

function deviationOf(values: Uint8Array | Uint32Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(squares - (sum * sum) / values.length, 0) / values.length);
}
