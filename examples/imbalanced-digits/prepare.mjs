// @ts-check
// MNIST digits in memory, the odd ones fifty times as rare in training as the even ones.
import { deriveSeed, RandomStream } from '@sightline/contracts';
import { DIGIT_SIDE, DIGITS, readDigit } from '@sightline/example-digits/mnist';

export const SIZE = { width: DIGIT_SIDE, height: DIGIT_SIDE, channels: /** @type {const} */ (1) };
export const CLASSES = DIGITS;
export const isRare = (/** @type {number} */ digit) => digit % 2 === 1;
const COMMON_COUNT = 500;
const RARE_COUNT = 10;
/** Of each digit, rare or not. */
const TEST_COUNT = 200;

const LENGTH = SIZE.width * SIZE.height;

/** @typedef {import('@sightline/augment').LabelledImages} Digits */

/**
 * Draws a training set and a test set that share no digit. The test set is the same for every seed.
 *
 * @param {number} seed of the training set
 * @returns {Promise<{ train: Digits, test: Digits }>}
 */
export async function drawDigits(seed) {
  /** @type {{ digit: number, pixels: Uint8Array }[]} */
  const train = [];
  /** @type {typeof train} */
  const test = [];
  for (let digit = 0; digit < CLASSES; digit++) {
    const all = await readDigit(digit);
    const [held, rest] = [all.slice(0, TEST_COUNT), all.slice(TEST_COUNT)];
    const shuffled = new RandomStream(deriveSeed(seed, 'digits', digit)).shuffle(rest);
    test.push(...held.map((pixels) => ({ digit, pixels })));
    train.push(...shuffled.slice(0, isRare(digit) ? RARE_COUNT : COMMON_COUNT).map((pixels) => ({ digit, pixels })));
  }
  return { train: together(train), test: together(test) };
}

/**
 * @param {{ digit: number, pixels: Uint8Array }[]} digits
 * @returns {Digits}
 */
function together(digits) {
  const pixels = new Uint8Array(digits.length * LENGTH);
  for (const [index, digit] of digits.entries()) pixels.set(digit.pixels, index * LENGTH);
  return { pixels, labels: Int32Array.from(digits, ({ digit }) => digit), size: SIZE };
}
