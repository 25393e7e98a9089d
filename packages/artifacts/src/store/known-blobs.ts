import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file changed within the time that its file system can tell apart would look unchanged. */
const SETTLED_MS = 2_000;

/** Which files of a store were found whole, and what the file system said of them then. */
export interface KnownBlobs {
  /** Whether a file is the one that was found whole: same inode, size and times of change. */
  isKnown(sha256: string, path: string): Promise<boolean>;
  /** @param state of the file before its bytes were read */
  add(sha256: string, state: FileState): Promise<void>;
  forget(sha256: string): Promise<void>;
}

export interface FileState {
  readonly text: string;
  readonly changedMs: number;
}

/** What the file system says of a file; any write to it changes that, also one that sets back its time. */
export async function stateOf(path: string): Promise<FileState> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return { text: [ino, size, mtimeNs, ctimeNs].join(' '), changedMs: Number(ctimeNs / 1_000_000n) };
}

/** The records are files below `folder`. One that is lost or damaged only costs reading a blob once more. */
export function openKnownBlobs(folder: string): KnownBlobs {
  const recordOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  return {
    async isKnown(sha256, path) {
      const [known, state] = await Promise.all([
        readFile(recordOf(sha256), 'utf8').catch(() => undefined),
        stateOf(path).catch(() => undefined),
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
