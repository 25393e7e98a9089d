// @ts-check
// A lock file that names its owner, so that two commands do not do the same work at once.
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Takes the lock `path` unless a living process holds it. The lock of a dead process is broken.
 *
 * @param {string} path
 * @returns {Promise<{ release: () => Promise<void> } | { ownerPid: number }>}
 */
export async function takeLock(path) {
  await mkdir(dirname(path), { recursive: true });
  // A hard link appears with its content or not at all: nobody reads a lock without its owner.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, String(process.pid));
  try {
    for (;;) {
      try {
        await link(draft, path);
        return { release: () => rm(path, { force: true }) };
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      }
      const ownerPid = Number(await readFile(path, 'utf8').catch(() => ''));
      if (isAlive(ownerPid)) return { ownerPid };
      await rm(path, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
