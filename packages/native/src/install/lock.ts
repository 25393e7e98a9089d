import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REFRESH_MS = 5_000;
const STALE_MS = 30_000;

/**
 * Runs `action` while holding the lock file `path`; a second process waits for the first.
 * The lock of a dead process is broken: at once on the same host, else when it was not refreshed for 30 s.
 * It saves double work, no more: what it guards must end in an atomic rename.
 *
 * @param onWait called once when another process holds the lock
 */
export async function withLock<Value>(
  path: string,
  action: () => Promise<Value>,
  onWait: () => void = () => {},
): Promise<Value> {
  await mkdir(dirname(path), { recursive: true });
  for (let waited = false; !(await acquire(path)); waited = true) {
    if (await isStale(path)) await rm(path, { force: true });
    else {
      if (!waited) onWait();
      await sleep(200);
    }
  }
  const refresh = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), REFRESH_MS);
  refresh.unref();
  try {
    return await action();
  } finally {
    clearInterval(refresh);
    await rm(path, { force: true });
  }
}

/** A hard link appears with its content, or not at all: no one reads a lock without its owner. */
async function acquire(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const owner = JSON.parse(await readFile(path, 'utf8')) as { pid: number; host: string };
    if (owner.host === hostname() && !isAlive(owner.pid)) return true;
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
