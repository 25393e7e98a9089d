import type { RawImage } from '@sightline/contracts';
import type { Projection, Rectangle } from './geometry.ts';
import { multiply, scaling, translation, type Matrix3 } from './matrix.ts';

/** How often each axis of an image is halved. */
export interface Halvings {
  x: number;
  y: number;
}

/**
 * How often the input of a projection must be halved along each axis, that a bilinear read, which takes in two pixels,
 * skips none: until the output's centre shrinks by two at most.
 */
export function halvingsFor({
  toInput: matrix,
  width,
  height,
}: Pick<Projection, 'toInput' | 'width' | 'height'>): Halvings {
  const [x, y] = [(width - 1) / 2, (height - 1) / 2];
  const [g, h] = [matrix[6], matrix[7]];
  const depth = g * x + h * y + matrix[8];
  const toX = (matrix[0] * x + matrix[1] * y + matrix[2]) / depth;
  const toY = (matrix[3] * x + matrix[4] * y + matrix[5]) / depth;
  return {
    x: halvings(matrix[0] - g * toX, matrix[1] - h * toX, depth),
    y: halvings(matrix[3] - g * toY, matrix[4] - h * toY, depth),
  };
}

/** Of an axis, from how far along it a step to the right and one down lead. */
function halvings(right: number, down: number, depth: number): number {
  const shrink = Math.sqrt(right * right + down * down) / Math.abs(depth);
  return shrink <= 2 ? 0 : Math.ceil(Math.log2(shrink / 2) - 1e-9);
}

/** The matrix to a part of an input that was halved, from that to the whole input. */
export function toHalved(toInput: Matrix3, part: Rectangle, times: Halvings): Matrix3 {
  const fromEdges = multiply(translation(0.5 - part.x, 0.5 - part.y), toInput);
  return multiply(translation(-0.5, -0.5), multiply(scaling(2 ** -times.x, 2 ** -times.y), fromEdges));
}

/**
 * A part of an image, halved: each pixel is the mean of 2^times ones along each axis, as in a mip map; at the right and
 * lower edge of those that are left.
 */
export function halve({ pixels, width: stride, channels }: RawImage, part: Rectangle, times: Halvings): RawImage {
  const [blockWidth, blockHeight] = [2 ** times.x, 2 ** times.y];
  const [width, height] = [Math.ceil(part.width / blockWidth), Math.ceil(part.height / blockHeight)];
  const halved = new Uint8Array(width * height * channels);
  const sums = new Float64Array(width * channels);
  for (let row = 0; row < height; row++) {
    const top = row * blockHeight;
    const bottom = Math.min(top + blockHeight, part.height);
    sums.fill(0);
    for (let y = part.y + top; y < part.y + bottom; y++) {
      let from = (y * stride + part.x) * channels;
      for (let x = 0; x < part.width; x++) {
        const to = (x >> times.x) * channels;
        for (let channel = 0; channel < channels; channel++, from++) {
          sums[to + channel] = (sums[to + channel] as number) + (pixels[from] as number);
        }
      }
    }
    for (let column = 0, to = row * width * channels; column < width; column++) {
      const count = Math.min(blockWidth, part.width - column * blockWidth) * (bottom - top);
      for (let channel = 0; channel < channels; channel++, to++) {
        halved[to] = Math.round((sums[column * channels + channel] as number) / count);
      }
    }
  }
  return { pixels: halved, width, height, channels };
}
