// @ts-check
// Characters made of digits: halves of two put together, two squeezed side by side, corners, and each of them turned or
// mirrored. Each keeps the variation of the handwriting that it is made of.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveSeed, RandomStream } from '@sightline/contracts';
import { DIGIT_SIDE } from './mnist.mjs';
import { reportProgress } from './prepared-folder.mjs';
import { writeImages } from './write-images.mjs';

/**
 * @typedef {Uint8Array} Image `[28, 28]`, row by row
 *
 * @typedef {object} MadeClass how an image of a class is made of one of each of its digits
 * @property {string} name
 * @property {readonly number[]} digits
 * @property {(images: readonly Image[]) => Image} make
 */

const SEED = 7;
/** Images of each class to train on, and how many there are at least. */
const PER_CLASS = 60;
const FEWEST = 4;
/** The fraction of a digit's images that only the validation split is made of, and of the images made. */
const HELD_OUT = 0.1;
/** Look the same, or almost, when turned by a quarter, and by a half; and in a mirror. */
const ROUND = [0];
const SYMMETRIC = [0, 1];
const HALF = DIGIT_SIDE / 2;
/** Of a corner: of the digit, which has a margin of four pixels, a bit more than half. */
const PART_SIDE = 16;
const MARGIN = 4;

/**
 * @param {readonly number[]} digits
 * @returns {MadeClass[]}
 */
export function makeClasses(digits) {
  const pairs = digits.flatMap((one) => digits.map((other) => [one, other]));
  const single = digits.map((digit) =>
    made(
      `${digit}`,
      [digit],
      ([image]) =>
        (row, column) =>
          at(image, row, column),
    ),
  );
  const halves = pairs
    .filter(([one, other]) => one !== other)
    .flatMap(([one, other]) => [
      made(`${one} over ${other}`, [one, other], ([upper, lower]) => (row, column) => {
        return at(row < HALF ? upper : lower, row, column);
      }),
      made(`${one} beside ${other}`, [one, other], ([left, right]) => (row, column) => {
        return at(column < HALF ? left : right, row, column);
      }),
    ]);
  const squeezed = pairs.map(([one, other]) =>
    made(`${one} and ${other}`, [one, other], ([left, right]) => (row, column) => {
      const twice = (column % HALF) * 2 + 0.5;
      return at(column < HALF ? left : right, row, twice);
    }),
  );
  const corners = digits.flatMap((digit) =>
    [0, 1].flatMap((lower) =>
      [0, 1].map((right) =>
        made(`${lower ? 'lower' : 'upper'} ${right ? 'right' : 'left'} of ${digit}`, [digit], ([image]) => {
          const start = (/** @type {number} */ end) => (end ? DIGIT_SIDE - MARGIN - PART_SIDE : MARGIN);
          const scaled = (/** @type {number} */ place) => ((place + 0.5) * PART_SIDE) / DIGIT_SIDE - 0.5;
          return (row, column) => at(image, start(lower) + scaled(row), start(right) + scaled(column));
        }),
      ),
    ),
  );
  const turned = [...single, ...halves, ...squeezed].flatMap((one) =>
    turns(one).map((turn) => moved(one, turn, false)),
  );
  const mirrored = single
    .filter((one) => !within(one, SYMMETRIC))
    .flatMap((one) => [0, 1, 2, 3].map((turn) => moved(one, turn, true)));
  return [...turned, ...mirrored, ...corners];
}

/**
 * Writes images of each class, in one folder per class: the splits train and validation, of different images of the
 * digits.
 *
 * @param {string} folder
 * @param {{ classes: readonly MadeClass[], images: readonly (readonly Image[])[], limit: number }} options `images` by
 *   digit; at most about `limit` of all classes in train, of fewer classes where it is small
 */
export async function writeMadeClasses(folder, { classes: all, images, limit }) {
  const stride = Math.ceil((all.length * FEWEST) / limit) || 1;
  const classes = all.filter((_, place) => place % stride === 0);
  const perClass = Math.min(PER_CLASS, Math.floor(limit / classes.length));
  for (const [index, one] of classes.entries()) {
    reportProgress('classes', index, classes.length);
    for (const [split, count] of Object.entries({ train: perClass, validation: Math.ceil(perClass * HELD_OUT) })) {
      const random = new RandomStream(deriveSeed(SEED, split, one.name));
      const choices = one.digits.map((digit) => {
        const own = images[digit] ?? [];
        const end = Math.floor(own.length * (1 - HELD_OUT));
        return split === 'train' ? own.slice(0, end) : own.slice(end);
      });
      const chosen = Array.from({ length: count }, () =>
        one.make(choices.map((own) => /** @type {Image} */ (own[random.integer(own.length)]))),
      );
      const place = join(folder, split, one.name);
      await mkdir(place, { recursive: true });
      await writeImages(place, chosen);
    }
  }
  reportProgress('classes', classes.length, classes.length);
}

/** @param {MadeClass} one */
function turns(one) {
  if (within(one, ROUND) && one.digits.length === 1) return [0];
  return within(one, SYMMETRIC) ? [0, 1] : [0, 1, 2, 3];
}

/**
 * @param {MadeClass} one
 * @param {readonly number[]} digits
 */
function within(one, digits) {
  return one.digits.every((digit) => digits.includes(digit));
}

/**
 * @param {string} name
 * @param {(number | undefined)[]} digits
 * @param {(images: readonly (Image | undefined)[]) => (row: number, column: number) => number} pixels
 * @returns {MadeClass}
 */
function made(name, digits, pixels) {
  return {
    name,
    digits: digits.map((digit) => digit ?? 0),
    make(images) {
      const pixel = pixels(images);
      return draw(pixel);
    },
  };
}

/**
 * @param {MadeClass} one
 * @param {number} turn quarters, clockwise
 * @param {boolean} isMirrored
 * @returns {MadeClass}
 */
function moved(one, turn, isMirrored) {
  const name = `${one.name}${isMirrored ? ' mirrored' : ''}${turn > 0 ? ` turned ${turn * 90}` : ''}`;
  const last = DIGIT_SIDE - 1;
  return {
    ...one,
    name,
    make(images) {
      const image = one.make(images);
      return draw((row, column) => {
        let place = [row, isMirrored ? last - column : column];
        for (let quarter = 0; quarter < turn; quarter++) place = [last - (place[1] ?? 0), place[0] ?? 0];
        return at(image, place[0] ?? 0, place[1] ?? 0);
      });
    },
  };
}

/** @param {(row: number, column: number) => number} pixel */
function draw(pixel) {
  return Uint8Array.from({ length: DIGIT_SIDE ** 2 }, (_, place) =>
    Math.round(pixel(Math.floor(place / DIGIT_SIDE), place % DIGIT_SIDE)),
  );
}

/**
 * Between pixels, the bilinear mean.
 *
 * @param {Image | undefined} image
 * @param {number} row
 * @param {number} column
 */
function at(image, row, column) {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [down, right] = [row - top, column - left];
  const value = (/** @type {number} */ y, /** @type {number} */ x) =>
    x < 0 || x >= DIGIT_SIDE ? 0 : (image?.[y * DIGIT_SIDE + x] ?? 0);
  if (down === 0 && right === 0) return value(top, left);
  const upper = value(top, left) * (1 - right) + value(top, left + 1) * right;
  const lower = value(top + 1, left) * (1 - right) + value(top + 1, left + 1) * right;
  return upper * (1 - down) + lower * down;
}
