import { forwardTransform, inverseTransform, quantize } from './cosine-transform.ts';

/**
 * One component of a picture, row by row, 0 to 255. Its sides are multiples of 8; `width` × `height` show the picture.
 */
export interface Plane {
  values: Uint8Array;
  width: number;
  height: number;
  stride: number;
  rows: number;
}

/** @param multiple of 8, what the sides are filled up to */
export function createPlane(width: number, height: number, multiple: number): Plane {
  const filled = (length: number) => Math.ceil(length / multiple) * multiple;
  const [stride, rows] = [filled(width), filled(height)];
  return { values: new Uint8Array(stride * rows), width, height, stride, rows };
}

/** Repeats the last column and the last row of the picture to the ends of the plane. */
export function fillEdges({ values, width, height, stride, rows }: Plane): void {
  for (let row = 0; row < height; row++) {
    values.fill(values[row * stride + width - 1] as number, row * stride + width, (row + 1) * stride);
  }
  for (let row = height; row < rows; row++) values.copyWithin(row * stride, (height - 1) * stride, height * stride);
}

/** Leaves of each block of 8×8 what is left of it when its coefficients are rounded to multiples of `steps`. */
export function compressPlane({ values, stride, rows }: Plane, steps: Int32Array): void {
  const block = new Int32Array(64);
  for (let top = 0; top < rows; top += 8) {
    for (let left = 0; left < stride; left += 8) {
      const start = top * stride + left;
      for (let index = 0; index < 64; index++) {
        block[index] = (values[start + (index >> 3) * stride + (index & 7)] as number) - 128;
      }
      forwardTransform(block);
      quantize(block, steps);
      inverseTransform(block);
      for (let index = 0; index < 64; index++) {
        const value = (block[index] as number) + 128;
        values[start + (index >> 3) * stride + (index & 7)] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}

/**
 * Means of 2×2 values, for a plane of half the sides. Halves are rounded down and up by turns, as in the IJG's library.
 */
export function halve({ values, width, height, stride }: Plane): Plane {
  const half = createPlane(Math.ceil(width / 2), Math.ceil(height / 2), 8);
  for (let row = 0; row < half.height; row++) {
    const upper = 2 * row * stride;
    const lower = Math.min(2 * row + 1, height - 1) * stride;
    for (let column = 0; column < half.stride; column++) {
      const left = Math.min(2 * column, width - 1);
      const right = Math.min(2 * column + 1, width - 1);
      const sum =
        (values[upper + left] as number) +
        (values[upper + right] as number) +
        (values[lower + left] as number) +
        (values[lower + right] as number);
      half.values[row * half.stride + column] = (sum + 1 + (column & 1)) >> 2;
    }
  }
  for (let row = half.height; row < half.rows; row++) {
    half.values.copyWithin(row * half.stride, (half.height - 1) * half.stride, half.height * half.stride);
  }
  return half;
}

/**
 * A row of a plane of twice the sides: nine parts of the nearest value, three of each next one,
 * one of that across ("fancy upsampling").
 */
export function doubledRow({ values, width, height, stride }: Plane, row: number, target: Uint8Array): void {
  const near = (row >> 1) * stride;
  const beyond = Math.min(Math.max((row >> 1) + ((row & 1) === 0 ? -1 : 1), 0), height - 1) * stride;
  if (width <= 2) {
    for (let column = 0; column < target.length; column++) target[column] = values[near + (column >> 1)] as number;
    return;
  }
  const sum = (column: number) => 3 * (values[near + column] as number) + (values[beyond + column] as number);
  let [last, own] = [sum(0), sum(0)];
  for (let column = 0; column < width; column++) {
    const next = column + 1 < width ? sum(column + 1) : own;
    target[2 * column] = (3 * own + last + 8) >> 4;
    if (2 * column + 1 < target.length) target[2 * column + 1] = (3 * own + next + 7) >> 4;
    [last, own] = [own, next];
  }
}
