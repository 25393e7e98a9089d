import { type FileHandle, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isInLitter } from '../folders/litter.ts';
import { pathRefusal, tidyPath, twinFinder } from '../files/safe-path.ts';
import type { RefusedItem } from '../source.ts';
import type { Expansion } from './expansion.ts';

type Refusal = RefusedItem['refusal'];

const NESTED = /\.(zip|tar|tgz|tbz2?|txz|tar\.\w+|7z|rar|bz2|xz|zst)$/i;
/** What is held of an entry before it is written; smaller ones are written several at once. */
const BUFFER_BYTES = 1_000_000;
const AT_ONCE = 64;

/** Writes the entries of an archive under a folder, and keeps those it refuses. */
export interface EntryWriter {
  /** Counts an entry and says whether its content is wanted; if it is not, the entry is among the refused. */
  admits(name: string, problem?: Refusal): boolean;
  /** Writes an entry that was admitted; one whose CRC-32 is not the expected one is refused. */
  write(name: string, content: AsyncIterable<Uint8Array>, checksum?: number): Promise<void>;
  /** Waits for all that is under way. @returns the refused entries */
  finish(): Promise<RefusedItem[]>;
  /** Waits for all that is under way, whether or not it succeeds: afterwards nothing is written any more. */
  settle(): Promise<void>;
}

/** @param folder a new folder: nothing is written outside it, and nothing over another file */
export function entryWriter(folder: string, expansion: Expansion): EntryWriter {
  const refused: RefusedItem[] = [];
  const twin = twinFinder();
  const names = new Set<string>();
  const folders = new Set<string>();
  let underWay: Promise<void>[] = [];

  function refusalOf(name: string): Refusal | undefined {
    const path = tidyPath(name);
    if (names.has(path))
      return { reason: 'duplicate-id', detail: 'The archive holds it more than once; the first was kept.' };
    names.add(path);
    if (NESTED.test(name))
      return {
        reason: 'nested-archive',
        detail: 'An archive in an archive is not unpacked. Unpack it beside the others.',
      };
    return pathRefusal(name) ?? twin(path);
  }

  /** False when a part of the path is a file. */
  async function makeFolder(path: string): Promise<boolean> {
    if (folders.has(path)) return true;
    await Promise.all(underWay);
    try {
      await mkdir(path, { recursive: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' || code === 'ENOTDIR') return false;
      throw error;
    }
    folders.add(path);
    return true;
  }

  return {
    admits(name, problem) {
      expansion.countEntry();
      const refusal = problem ?? refusalOf(name);
      if (refusal && !isInLitter(tidyPath(name))) refused.push({ id: name, refusal });
      return refusal === undefined;
    },
    async write(name, content, checksum) {
      const path = join(folder, tidyPath(name));
      const free = await makeFolder(dirname(path));
      if (!free)
        refused.push({
          id: name,
          refusal: { reason: 'unsafe-path', detail: 'A folder of its path is a file of the archive.' },
        });
      const { parts, handle, received } = await receive(free ? path : undefined, content);
      await handle?.close();
      if (!free) return;
      if (checksum !== undefined && checksum !== received) {
        refused.push({
          id: name,
          refusal: { reason: 'corrupt-record', detail: 'Its checksum (CRC-32) is not the one in the archive.' },
        });
        if (handle) await rm(path);
      } else if (!handle) {
        const writing = writeFile(path, Buffer.concat(parts), { flag: 'wx', mode: 0o600 });
        writing.catch(() => undefined); // awaited with the others
        underWay.push(writing);
        if (underWay.length < AT_ONCE) return;
        await Promise.all(underWay);
        underWay = [];
      }
    },
    async finish() {
      await Promise.all(underWay);
      underWay = [];
      return refused;
    },
    async settle() {
      await Promise.allSettled(underWay);
    },
  };
}

interface Received {
  /** The whole content, when it is small. */
  parts: Uint8Array[];
  /** Of the file that has it, when it is large. */
  handle?: FileHandle | undefined;
  /** The CRC-32. */
  received: number;
}

/** Reads a content to its end, and writes it to `path` when it is large. */
async function receive(path: string | undefined, content: AsyncIterable<Uint8Array>): Promise<Received> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let received = 0;
  let handle: FileHandle | undefined;
  const flush = async (file: string) => {
    handle ??= await open(file, 'wx', 0o600);
    await handle.writeFile(Buffer.concat(parts));
    parts = [];
    bytes = 0;
  };
  try {
    for await (const part of content) {
      received = crc32(part, received);
      if (path === undefined) continue;
      parts.push(part);
      bytes += part.length;
      if (bytes >= BUFFER_BYTES) await flush(path);
    }
    if (handle && path !== undefined) await flush(path);
    return { parts, handle, received };
  } catch (error) {
    await handle?.close();
    throw error;
  }
}
