// @ts-check
// Turns MNIST digits by angles drawn by seed, and writes each digit's angle in a manifest.
//
//   node examples/rotated-digits/prepare.mjs [folder] [--limit 400]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deriveSeed, RandomStream } from '@sightline/contracts';
import { DIGIT_SIDE, readDigit } from '@sightline/example-digits/mnist';
import { prepareFolder, reportProgress, runPrepare } from '@sightline/example-digits/prepared-folder';
import { fileName, writeImages } from '@sightline/example-digits/write-images';
import sharp from 'sharp';

const COUNT = 4000;
const SEED = 7;
/** Degrees clockwise, to either side. */
const WIDEST = 60;
/** A turned 1 or 0 looks like another one turned less; these digits have an up and a down. */
const TURNED = [2, 3, 4, 5, 7];

/**
 * @param {string} folder
 * @param {number} [limit] how many digits in all
 */
export async function prepareRotatedDigits(folder, limit = COUNT) {
  await prepareFolder(folder, limit, async (unfinished) => {
    const images = await Promise.all(TURNED.map(readDigit));
    reportProgress('rotated digits', 0, limit);
    const turned = await Promise.all(
      Array.from({ length: limit }, async (_, index) => {
        const random = new RandomStream(deriveSeed(SEED, 'angle', index));
        const angle = Math.round(random.uniform(-WIDEST, WIDEST) * 10) / 10;
        const image = images[index % TURNED.length]?.[Math.floor(index / TURNED.length)];
        if (!image) throw new Error('There are not that many digits: ask for fewer (--limit).');
        return { angle, pixels: await turn(image, angle) };
      }),
    );
    await mkdir(join(unfinished, 'images'));
    await writeImages(
      join(unfinished, 'images'),
      turned.map(({ pixels }) => pixels),
    );
    const rows = turned.map(({ angle }, index) => `images/${fileName(index)},${angle}`);
    await writeFile(join(unfinished, 'manifest.csv'), ['path,angle', ...rows, ''].join('\n'));
    reportProgress('rotated digits', limit, limit);
  });
}

/**
 * @param {Uint8Array} image
 * @param {number} angle
 */
async function turn(image, angle) {
  const raw = { width: DIGIT_SIDE, height: DIGIT_SIDE, channels: /** @type {const} */ (1) };
  const { data, info } = await sharp(image, { raw })
    .rotate(angle, { background: '#000' })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [left, top] = [Math.floor((info.width - DIGIT_SIDE) / 2), Math.floor((info.height - DIGIT_SIDE) / 2)];
  return Uint8Array.from({ length: DIGIT_SIDE ** 2 }, (_, at) => {
    const [x, y] = [(at % DIGIT_SIDE) + left, Math.floor(at / DIGIT_SIDE) + top];
    return data.readUInt8(y * info.width + x);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runPrepare({ name: 'rotated-digits', least: TURNED.length, prepare: prepareRotatedDigits });
}
