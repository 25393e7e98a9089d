import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileState, KnownBlobs } from './byte-backend.ts';
import { blobKey } from './keys.ts';

/** A file changed within the time that its file system can tell apart would look unchanged. */
const SETTLED_MS = 2_000;

/** Of a file. */
export async function stateOf(path: string): Promise<FileState> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return { text: [ino, size, mtimeNs, ctimeNs].join(' '), changedMs: Number(ctimeNs / 1_000_000n) };
}

/**
 * Notes which files of the store in a folder were found whole, and what the file system said of them then: one with the
 * same inode, size and times of change need not be read again. A record that is lost or damaged only costs reading a
 * blob once more.
 */
export function openKnownBlobs(root: string): KnownBlobs {
  const recordOf = (sha256: string) => join(root, 'verified', sha256.slice(0, 2), sha256);
  return {
    async isKnown({ sha256 }) {
      const [known, state] = await Promise.all([
        readFile(recordOf(sha256), 'utf8').catch(() => undefined),
        stateOf(join(root, blobKey(sha256))).catch(() => undefined),
      ]);
      return known !== undefined && known === state?.text;
    },
    async add(sha256, { text, changedMs }) {
      if (Math.abs(Date.now() - changedMs) < SETTLED_MS) return;
      const record = recordOf(sha256);
      await mkdir(dirname(record), { recursive: true })
        .then(() => writeFile(record, text))
        .catch(() => undefined);
    },
    forget: (sha256) => rm(recordOf(sha256), { force: true }),
  };
}
