// @ts-check
// Puts two or three different MNIST digits on each of some canvases, and writes which ones as labels in a manifest.
//
//   node examples/several-digits/prepare.mjs [folder] [--limit 400]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deriveSeed, RandomStream } from '@sightline/contracts';
import { DIGIT_SIDE, DIGITS, readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, reportProgress, runPrepare } from '@sightline/example-digits/prepared-folder';
import { fileName, writeImages } from '@sightline/example-digits/write-images';

/** So few that no image of a digit is on two canvases: what is tested on was then never seen in training. */
const CANVASES = 3000;
const SEED = 7;
const SIDE = 56;
/** Digits stand in cells of the canvas, so that none covers another. */
const CELLS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/**
 * @param {string} folder
 * @param {number} [limit] how many canvases
 */
export async function prepareSeveralDigits(folder, limit = CANVASES) {
  await prepareFolder(folder, limit, async (unfinished) => {
    const images = await Promise.all(Array.from({ length: DIGITS }, (_, digit) => readDigit(digit)));
    const unused = images.map((all) => all.values());
    const canvases = Array.from({ length: limit }, (_, canvas) =>
      draw(new RandomStream(deriveSeed(SEED, 'canvas', canvas)), unused),
    );
    await mkdir(join(unfinished, 'images'));
    reportProgress('canvases', 0, limit);
    await writeImages(
      join(unfinished, 'images'),
      canvases.map(({ pixels }) => pixels),
    );
    const rows = canvases.map(({ digits }, canvas) => `images/${fileName(canvas)},${digits.join(';')}`);
    await writeFile(join(unfinished, 'manifest.csv'), ['path,labels', ...rows, ''].join('\n'));
    reportProgress('canvases', limit, limit);
  });
}

/**
 * @param {RandomStream} random
 * @param {Iterator<Uint8Array>[]} images of each digit, not on any canvas yet
 */
function draw(random, images) {
  const pixels = new Uint8Array(SIDE ** 2);
  const count = 2 + random.integer(2);
  const digits = random
    .shuffle([...images.keys()])
    .slice(0, count)
    .toSorted((one, other) => one - other);
  const cells = random.shuffle([...CELLS]);
  for (const [place, digit] of digits.entries()) {
    /** @type {Uint8Array | undefined} */
    const image = images[digit]?.next().value;
    if (!image) throw new Error(`There are not enough images of the digit ${digit}: ask for fewer canvases (--limit).`);
    const [row = 0, column = 0] = cells[place] ?? [];
    for (let y = 0; y < DIGIT_SIDE; y++) {
      const start = (row * DIGIT_SIDE + y) * SIDE + column * DIGIT_SIDE;
      pixels.set(image.subarray(y * DIGIT_SIDE, (y + 1) * DIGIT_SIDE), start);
    }
  }
  return { pixels, digits };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runPrepare({ name: 'several-digits', least: DIGITS, prepare: prepareSeveralDigits });
}
