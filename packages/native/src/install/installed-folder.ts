import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { withLock } from './lock.ts';

/** Its name is the one that caches in use have: another would download TensorFlow again. */
const MARKER = 'staged.json';

interface Marker {
  /** sha256 of what the folder was made from. */
  sha256: string;
  /** Where that came from, for people. */
  source: string;
  files: { path: string; bytes: number }[];
}

/**
 * The marker of a folder that {@link fillFolder} finished, or `undefined` when it is missing, made from something else,
 * or not whole. Synchronous and cheap (file sizes, no hashing), so that an import can ask.
 */
export function readInstalled(folder: string, sha256: string): Marker | undefined {
  try {
    const marker = JSON.parse(readFileSync(join(folder, MARKER), 'utf8')) as Marker;
    const whole =
      marker.sha256 === sha256 && marker.files.every(({ path, bytes }) => statSync(join(folder, path)).size === bytes);
    return whole ? marker : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes `folder` by calling `fill` on a temporary folder beside it, which is fsynced, marked and renamed when `fill`
 * has finished: a folder that is there is whole. Of several processes one fills and the others wait.
 *
 * @param fill writes the content into the folder given and names its source
 */
export async function fillFolder(
  folder: string,
  sha256: string,
  fill: (partial: string) => Promise<string>,
  onWait?: () => void,
): Promise<void> {
  await withLock(
    `${folder}.lock`,
    async () => {
      if (readInstalled(folder, sha256)) return;
      await removeLeftovers(folder);
      const partial = `${folder}.partial-${process.pid}`;
      await mkdir(partial, { recursive: true });
      try {
        const source = await fill(partial);
        await seal(partial, { sha256, source });
        await rm(folder, { recursive: true, force: true });
        await rename(partial, folder);
        await sync(dirname(folder));
      } finally {
        await rm(partial, { recursive: true, force: true });
      }
    },
    onWait,
  );
}

/** What a killed process left half done. */
async function removeLeftovers(folder: string): Promise<void> {
  const leftovers = (await readdir(dirname(folder))).filter((name) => name.startsWith(`${basename(folder)}.partial-`));
  for (const name of leftovers) await rm(join(dirname(folder), name), { recursive: true, force: true });
}

async function seal(folder: string, origin: Omit<Marker, 'files'>): Promise<void> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  for (const path of paths) await sync(join(folder, path));
  const files = paths.map((path) => ({ path, bytes: statSync(join(folder, path)).size }));
  await writeFile(join(folder, MARKER), `${JSON.stringify({ ...origin, files } satisfies Marker, null, 2)}\n`, {
    flush: true,
  });
}

async function sync(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
