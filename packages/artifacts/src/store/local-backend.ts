import { createHash, randomUUID } from 'node:crypto';
import { access, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '@sightline/contracts';
import { lock } from 'proper-lockfile';
import type { ByteBackend, ReceivedBytes } from './byte-backend.ts';
import { ArtifactError } from '../errors.ts';
import { openKnownBlobs } from './known-blobs.ts';
import { removeLeftovers, temporaryPrefix } from './leftovers.ts';

/** Received bytes, in a file that has a temporary name. */
export interface ReceivedFile extends ReceivedBytes {
  readonly path: string;
}

/** A backend whose objects are files. */
export interface LocalBackend extends ByteBackend {
  receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedFile>;
}

/**
 * Objects as files under `root`: written to a temporary name, fsynced, then renamed (linked, where none may exist yet).
 */
export function localBackend(root: string): LocalBackend {
  const pathOf = (key: string) => join(root, ...key.split('/'));
  let swept: Promise<void> | undefined;

  async function receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
    const folder = join(root, 'temporary');
    swept ??= removeLeftovers(folder, 'write');
    await swept;
    const path = join(folder, temporaryPrefix('write') + randomUUID());
    await mkdir(folder, { recursive: true });
    const hash = createHash('sha256');
    let bytes = 0;
    const file = await open(path, 'wx', 0o644);
    try {
      for await (const chunk of source) {
        hash.update(chunk);
        bytes += chunk.length;
        await file.writeFile(chunk);
      }
      await file.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return {
      path,
      sha256: hash.digest('hex'),
      bytes,
      commit: (key) =>
        guarded(async () => {
          try {
            await place(path, pathOf(key), rename);
          } catch (error) {
            await rm(path, { force: true });
            throw error;
          }
        }),
    };
  }

  return {
    known: openKnownBlobs(root),
    read: (key) => guarded(() => orAbsent(readFile(pathOf(key)))),
    receive: (source) => guarded(() => receive(source)),
    async write(key, data) {
      const received = await guarded(() => receive(once(data)));
      await received.commit(key);
    },
    create: (key, data) =>
      guarded(async () => {
        const { path } = await receive(once(data));
        try {
          await place(path, pathOf(key), link);
          return true;
        } catch (error) {
          if (codeOf(error) === 'EEXIST') return false;
          throw error;
        } finally {
          await rm(path, { force: true });
        }
      }),
    async localPath(key) {
      return (await orAbsent(access(pathOf(key)).then(() => true))) ? pathOf(key) : undefined;
    },
    dropCopy: async () => false,
    async describe(key) {
      const facts = await orAbsent(stat(pathOf(key)));
      return facts && { modifiedAt: facts.mtime, bytes: facts.size };
    },
    async list(prefix) {
      const entries = (await orAbsent(readdir(pathOf(prefix), { recursive: true, withFileTypes: true }))) ?? [];
      const base = pathOf(prefix);
      return entries
        .filter((entry) => entry.isFile())
        .map(
          (entry) =>
            prefix + join(entry.parentPath, entry.name).slice(base.length).split(/[\\/]/).filter(Boolean).join('/'),
        )
        .sort();
    },
    remove: (key) => guarded(() => rm(pathOf(key), { force: true })),
    lock: (name, onLost) =>
      guarded(async () => {
        const folder = join(root, 'locks');
        await mkdir(folder, { recursive: true });
        try {
          const onCompromised = (error: Error) => onLost(messageOf(error));
          const options = { realpath: false, stale: 15_000, update: 3_000, onCompromised };
          const release = await lock(join(folder, name), options);
          return () => guarded(release);
        } catch (error) {
          if (codeOf(error) === 'ELOCKED') return undefined;
          throw error;
        }
      }),
  };
}

export async function* once(data: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof data === 'string' ? Buffer.from(data) : data;
}

/** Moves or links a finished temporary file into place and makes the directory entry durable. */
async function place(from: string, to: string, how: (from: string, to: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await how(from, to);
  const folder = await open(dirname(to), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function orAbsent<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const ADVICE: Record<string, string> = {
  ENOSPC: 'The disk is full: free some space, or move the store to another disk.',
  EROFS: 'The file system is read-only: choose another folder for the store.',
  EACCES: 'Permission denied: make the folder writable for this user.',
  ENOTDIR: 'A file exists where a folder is needed: choose another folder for the store.',
  EMFILE: 'Too many open files: raise the limit (ulimit -n).',
  EDQUOT: "This user's share of the disk is used up: free some space, or move the store to another disk.",
  EFBIG: 'The file exceeds the size limit: raise it (ulimit -f), or choose another file system for the store.',
  EIO: 'The disk reports an error: check its health, and move the store to another disk.',
};

/** Turns a failure of the file system into an ArtifactError that says what to do; all else passes through. */
export async function guarded<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const advice = adviceFor(error as NodeJS.ErrnoException);
    if (error instanceof ArtifactError || advice === undefined) throw error;
    throw new ArtifactError(
      'artifacts/storage-failed',
      `The artifact store could not be written or read: ${messageOf(error)}. ${advice}`,
      { cause: error },
    );
  }
}

function adviceFor({ code = '', syscall }: NodeJS.ErrnoException): string | undefined {
  // What Node says where a folder and those above it cannot be made on a file system that is read-only.
  return code === 'ENOENT' && syscall === 'mkdir' ? ADVICE['EROFS'] : ADVICE[code];
}
