import type { Affine } from './affine.ts';

/** The size of an image; its pixels are `[height, width, channels]`, row by row. */
export interface ImageSize {
  width: number;
  height: number;
  channels: number;
}

/** An image as floats inside a black frame, so that {@link warp} may read one pixel beyond each edge without asking. */
export interface Canvas extends ImageSize {
  readonly values: Float32Array;
}

const BEFORE = 1;
// Two, since the place `width` (already black) still reads its right neighbour, with weight 0.
const AFTER = 2;

export function createCanvas({ width, height, channels }: ImageSize): Canvas {
  const frame = BEFORE + AFTER;
  return { width, height, channels, values: new Float32Array((height + frame) * (width + frame) * channels) };
}

/** Copies the pixels, each times `scale`, into the canvas. */
export function load(canvas: Canvas, pixels: Uint8Array | Float32Array, scale: number): void {
  const { values, width, height, channels } = canvas;
  const rowLength = width * channels;
  const stride = (width + BEFORE + AFTER) * channels;
  let from = 0;
  for (let y = 0; y < height; y++) {
    let to = (y + BEFORE) * stride + BEFORE * channels;
    for (const end = to + rowLength; to < end; to++) values[to] = (pixels[from++] as number) * scale;
  }
}

/**
 * Writes the transformed image into `target`: for each output pixel one bilinear read of the canvas at the place that `matrix` gives.
 * Outside the image everything is black.
 */
export function warp(canvas: Canvas, matrix: Affine, target: Float32Array): void {
  const { values, width, height, channels } = canvas;
  const [a, b, c, d, e, f] = matrix;
  const stride = (width + BEFORE + AFTER) * channels;
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  let to = 0;
  for (let row = -centreY; row <= centreY; row++) {
    const startX = b * row + c + centreX + BEFORE;
    const startY = e * row + f + centreY + BEFORE;
    for (let column = -centreX; column <= centreX; column++) {
      const x = Math.min(Math.max(a * column + startX, 0), width + BEFORE);
      const y = Math.min(Math.max(d * column + startY, 0), height + BEFORE);
      // Never negative, so truncation is the floor.
      const left = x | 0;
      const top = y | 0;
      const right = x - left;
      const below = y - top;
      let from = top * stride + left * channels;
      for (let channel = 0; channel < channels; channel++, from++) {
        const first = values[from] as number;
        const upper = first + ((values[from + channels] as number) - first) * right;
        const third = values[from + stride] as number;
        const lower = third + ((values[from + stride + channels] as number) - third) * right;
        target[to++] = upper + (lower - upper) * below;
      }
    }
  }
}
