// @ts-check
// Writes MNIST digits in two parts: characters made of 0 to 4 (examples/digits/made-classes.mjs), and the digits 5 to
// 9, of which only ten each are to be learnt from.
//
//   node examples/transfer/prepare.mjs [folder] [--limit 400]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClasses, writeMadeClasses } from '@sightline/example-digits/made-classes';
import { DIGITS, readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, runPrepare } from '@sightline/example-digits/prepared-folder';
import { writeImages } from '@sightline/example-digits/write-images';

const CLASSES = makeClasses([0, 1, 2, 3, 4]);
const SECOND = [5, 6, 7, 8, 9];
/** Images of each of the digits 5 to 9. */
const SPLITS = { train: 10, validation: 100, test: 300 };

/**
 * @param {string} folder
 * @param {number} [limit] how many images to start with in all, about the same number of each class
 */
export async function prepareTransfer(folder, limit = Infinity) {
  await prepareFolder(folder, `${limit} of ${CLASSES.length} classes`, async (unfinished) => {
    const images = await Promise.all([...Array(DIGITS).keys()].map(readDigit));
    await writeMadeClasses(join(unfinished, 'first'), { classes: CLASSES, images, limit });
    for (const digit of SECOND) {
      for (const [part, chosen] of Object.entries(partsOf(images[digit] ?? []))) {
        const place = join(unfinished, part, String(digit));
        await mkdir(place, { recursive: true });
        await writeImages(place, chosen);
      }
    }
  });
}

/**
 * @param {readonly Uint8Array[]} images
 * @returns {Record<string, readonly Uint8Array[]>} by folder
 */
function partsOf(images) {
  let start = 0;
  return Object.fromEntries(
    Object.entries(SPLITS).map(([split, count]) => {
      start += count;
      return [`second/${split}`, images.slice(start - count, start)];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runPrepare({ name: 'transfer', least: 20, prepare: prepareTransfer });
}
