import { mkdir, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { NativeError } from './errors.ts';

/** The folder that holds the native parts, shared by all clones: `SIGHTLINE_CACHE`, by default `~/.cache/sightline`. */
export function cacheFolder(): string {
  return resolve(process.env.SIGHTLINE_CACHE || join(homedir(), '.cache', 'sightline'));
}

/** @throws NativeError `native/disk-full` when the cache's disk has less than `bytes` free */
export async function requireDiskSpace(bytes: number, what: string): Promise<void> {
  const folder = cacheFolder();
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < bytes) throw diskFull(what, bytes, bavail * bsize);
}

/** The error for a full disk, whoever noticed it. */
export function diskFull(what: string, needed: number, free?: number): NativeError {
  const found = free === undefined ? 'the disk filled up' : `${megabytes(free)} are free`;
  return new NativeError(
    'native/disk-full',
    `${what} needs ${megabytes(needed)} in ${cacheFolder()}, but ${found}. Free some space there, or set ` +
      'SIGHTLINE_CACHE to a folder on another disk.',
  );
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`;
}
