// @ts-check
import { tf } from '@sightline/engine';
import { OrientedGradients } from './oriented-gradients.ts';

const SIDE = 28;

/** @param {(row: number, column: number) => number} pixel */
function histogramsOf(pixel) {
  const image = Float32Array.from({ length: SIDE ** 2 }, (_, place) => pixel(Math.floor(place / SIDE), place % SIDE));
  return tf.tidy(() => {
    const images = tf.tensor4d(image, [1, SIDE, SIDE, 1]);
    const histograms = /** @type {tf.Tensor4D} */ (new OrientedGradients({}).apply(images));
    expect(histograms.shape).toEqual([1, 7, 7, 8]);
    return /** @type {number[][][]} */ (histograms.arraySync()[0]);
  });
}

/** Brighter to the right, and around a spot. */
const shown = (/** @type {number} */ row, /** @type {number} */ column) =>
  Math.exp(-((row - 9) ** 2 + (column - 16) ** 2) / 30) + column / 100;

describe('oriented gradients', () => {
  it('have the direction in which an image gets brighter', () => {
    const middle = histogramsOf((_, column) => column / SIDE)[3]?.[3] ?? [];
    expect(middle.indexOf(Math.max(...middle))).toBe(0);
    expect(middle.slice(2, 7).every((value) => value < 1e-3)).toBe(true);
  });

  it('turn with the image', () => {
    const upright = histogramsOf(shown);
    const turned = histogramsOf((row, column) => shown(SIDE - 1 - column, row));
    for (const [row, column] of /** @type {const} */ ([
      [2, 3],
      [3, 4],
      [4, 2],
    ])) {
      const before = upright[6 - column]?.[row] ?? [];
      const after = turned[row]?.[column] ?? [];
      for (const [orientation, value] of before.entries()) expect(after[(orientation + 2) % 8]).toBeCloseTo(value, 4);
    }
  });

  it('are nothing of an even image, away from its border', () => {
    expect(histogramsOf(() => 0.7)[3]?.[3]?.every((value) => value < 1e-3)).toBe(true);
  });
});
