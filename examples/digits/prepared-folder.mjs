// @ts-check
// What the examples' prepare.mjs share: a folder of data that is complete or absent, and the command around it.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Writes a folder of data. Does nothing when it is complete; otherwise it is written beside its place and moved there
 * at the end, so that it is never half there.
 *
 * @param {string} folder
 * @param {number | string} contents what it holds, or how many samples: other contents are written again
 * @param {(unfinished: string) => Promise<void>} write
 */
export async function prepareFolder(folder, contents, write) {
  const written = await readFile(join(folder, '.complete'), 'utf8').catch(() => undefined);
  if (written === String(contents)) return;
  if (written === undefined && (await readdir(folder).catch(() => [])).length > 0) {
    throw new Error(`${folder} holds other files. Name an empty folder, or one that does not exist.`);
  }
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await write(unfinished);
  await writeFile(join(unfinished, '.complete'), String(contents));
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await rename(unfinished, folder);
}

/**
 * Says how far it is: over and over on one line of a terminal, only at the end elsewhere.
 *
 * @param {string} what
 * @param {number} done
 * @param {number} total
 */
export function reportProgress(what, done, total) {
  const line = `${what}: ${done} of ${total} written`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line}${done === total ? '\n' : ''}`);
  else if (done === total) process.stderr.write(`${line}\n`);
}

/**
 * `node prepare.mjs [folder] [--limit n]`: prepares the folder and prints its path.
 *
 * @param {{ name: string, least: number, prepare: (folder: string, limit?: number) => Promise<void> }} command `name`
 * is that of the folder below .sightline/data; `least` the smallest limit
 */
export async function runPrepare({ name, least, prepare }) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string' } } });
  const limit = values.limit === undefined ? undefined : Number(values.limit);
  if (limit !== undefined && !(limit >= least)) {
    throw new Error(`--limit is ${values.limit}; it must be a number, ${least} or more.`);
  }
  const folder = resolve(positionals[0] ?? join(import.meta.dirname, '../../.sightline/data', name));
  await prepare(folder, limit);
  console.log(folder);
}
