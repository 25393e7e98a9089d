import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guarded, localBackend, type ReceivedFile } from '../local-backend.ts';
import { removeLeftovers, temporaryPrefix } from '../leftovers.ts';

/** A copy that was asked for this lately may be about to be opened. */
const IN_HAND_MS = 60_000;

/** Copies of a remote store's blobs on this machine, of limited size: the one unused for longest makes room. */
export interface BlobCache {
  readonly folder: string;
  /** The path of a copy. It stays for as long as this process runs. */
  path(key: string): Promise<string | undefined>;
  /** Receives bytes into a file of the cache's disk; {@link keep} or {@link discard} ends that. */
  receive(source: AsyncIterable<Uint8Array>): Promise<ReceivedFile>;
  /** Makes received bytes the copy of a key, and room for it. */
  keep(received: ReceivedFile, key: string): Promise<string>;
  discard(received: ReceivedFile): Promise<void>;
  drop(key: string): Promise<void>;
}

/**
 * A cache that processes of a machine share. A process notes what it was given a path to; what a running process has
 * noted is not removed, so the limit is exceeded where more than that is in use.
 *
 * @param limit in bytes
 */
export function openBlobCache(folder: string, limit: number): BlobCache {
  const files = localBackend(folder);
  const used = join(folder, 'used');
  const notes = join(folder, 'in-use');
  const mine = join(notes, `${temporaryPrefix('process')}blobs`);
  const nameOf = (key: string) => encodeURIComponent(key);

  /** Before the copy is looked for: who makes room then sees the note. */
  async function note(key: string): Promise<void> {
    await Promise.all([mkdir(used, { recursive: true }), mkdir(mine, { recursive: true })]);
    await writeFile(join(mine, nameOf(key)), '');
    await writeFile(join(used, nameOf(key)), '');
    const now = new Date();
    await utimes(join(used, nameOf(key)), now, now);
  }

  async function inUse(): Promise<Set<string>> {
    await removeLeftovers(notes, 'process');
    const processes = await readdir(notes).catch(() => []);
    return new Set((await Promise.all(processes.map((name) => readdir(join(notes, name)).catch(() => [])))).flat());
  }

  async function makeRoom(): Promise<void> {
    const copies = [];
    for (const key of await files.list('blobs/')) {
      const [file, use] = await Promise.all([
        stat(join(folder, key)).catch(() => undefined),
        stat(join(used, nameOf(key))).catch(() => undefined),
      ]);
      if (file) copies.push({ key, bytes: file.size, usedMs: use?.mtimeMs ?? 0 });
    }
    let total = copies.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= limit) return;
    const held = await inUse();
    for (const { key, bytes } of copies.sort((a, b) => a.usedMs - b.usedMs)) {
      if (total <= limit) return;
      const latest = (await stat(join(used, nameOf(key))).catch(() => undefined))?.mtimeMs ?? 0;
      if (held.has(nameOf(key)) || Date.now() - latest < IN_HAND_MS) continue;
      await drop(key);
      total -= bytes;
    }
  }

  async function drop(key: string): Promise<void> {
    await files.remove(key);
    await rm(join(used, nameOf(key)), { force: true });
  }

  return {
    folder,
    drop,
    receive: files.receive,
    discard: ({ path }) => rm(path, { force: true }),
    path: (key) =>
      guarded(async () => {
        await note(key);
        return files.localPath(key);
      }),
    keep: (received, key) =>
      guarded(async () => {
        await note(key);
        await received.commit(key);
        await makeRoom();
        return join(folder, key);
      }),
  };
}
