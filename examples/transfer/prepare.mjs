// @ts-check
// Writes MNIST digits in two parts: 0 to 4, all of them, and 5 to 9, of which only ten each are to be learnt from.
//
//   node examples/transfer/prepare.mjs [folder] [--limit 400]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, reportProgress, runPrepare } from '@sightline/example-digits/prepared-folder';
import { writeImages } from '@sightline/example-digits/write-images';

const FIRST = [0, 1, 2, 3, 4];
const SECOND = [5, 6, 7, 8, 9];
/** Images of each of the digits 5 to 9. */
const SPLITS = { train: 10, validation: 20, test: 300 };

/**
 * @param {string} folder
 * @param {number} [limit] how many digits 0 to 4 in all, the same number of each; all when left out
 */
export async function prepareTransfer(folder, limit = Infinity) {
  await prepareFolder(folder, limit, async (unfinished) => {
    for (const [done, digit] of [...FIRST, ...SECOND].entries()) {
      reportProgress('classes of digits', done, FIRST.length + SECOND.length);
      const images = await readDigit(digit);
      const parts = FIRST.includes(digit)
        ? { first: images.slice(0, Math.floor(limit / FIRST.length)) }
        : partsOf(images);
      for (const [part, chosen] of Object.entries(parts)) {
        const place = join(unfinished, part, String(digit));
        await mkdir(place, { recursive: true });
        await writeImages(place, chosen);
      }
    }
    reportProgress('classes of digits', FIRST.length + SECOND.length, FIRST.length + SECOND.length);
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
  await runPrepare({ name: 'transfer', least: 10 * FIRST.length, prepare: prepareTransfer });
}
