import { type FileHandle, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { isInLitter } from '../folders/litter.ts';
import { pathRefusal, tidyPath, twinFinder } from '../files/safe-path.ts';
import type { RefusedItem } from '../source.ts';
import type { Expansion } from '../files/expansion.ts';

type Refusal = RefusedItem['refusal'];

const NESTED = /\.(zip|tar|tgz|tbz2?|txz|tar\.\w+|7z|rar|bz2|xz|zst)$/i;
/** What is held of an entry before it is written; smaller ones are written several at once. */
const BUFFER_BYTES = 1_000_000;
const AT_ONCE = 64;

/** Writes the entries of an archive under a folder, and keeps those it refuses. */
export class EntryWriter {
  readonly #folder: string;
  readonly #expansion: Expansion;
  readonly #refused: RefusedItem[] = [];
  readonly #twin = twinFinder();
  readonly #names = new Set<string>();
  readonly #folders = new Set<string>();
  #underWay: Promise<void>[] = [];

  /** @param folder a new folder: nothing is written outside it, and nothing over another file */
  constructor(folder: string, expansion: Expansion) {
    this.#folder = folder;
    this.#expansion = expansion;
  }

  /** Counts an entry and says whether its content is wanted; if it is not, the entry is among the refused. */
  admits(name: string, problem?: Refusal): boolean {
    this.#expansion.countEntry();
    const refusal = problem ?? this.#refusalOf(name);
    if (refusal && !isInLitter(tidyPath(name))) this.#refuse(name, refusal);
    return refusal === undefined;
  }

  /** Writes an entry that was admitted; one whose CRC-32 is not the expected one is refused. */
  async write(name: string, content: AsyncIterable<Uint8Array>, checksum?: number): Promise<void> {
    const path = join(this.#folder, tidyPath(name));
    if (!(await this.#makeFolder(dirname(path)))) {
      this.#refuse(name, { reason: 'unsafe-path', detail: 'A folder of its path is a file of the archive.' });
      return skip(content);
    }
    const received = await receive(path, content);
    await received.handle?.close();
    if (checksum !== undefined && checksum !== received.checksum) {
      const detail = 'Its checksum (CRC-32) is not the one in the archive.';
      this.#refuse(name, { reason: 'corrupt-record', detail });
      if (received.handle) await rm(path);
    } else if (!received.handle) await this.#writeSoon(path, Buffer.concat(received.parts));
  }

  /** Waits for all that is under way. @returns the refused entries */
  async finish(): Promise<RefusedItem[]> {
    await this.#written();
    return this.#refused;
  }

  /** Waits for all that is under way, whether or not it succeeds: afterwards nothing is written any more. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  #refuse(id: string, refusal: Refusal): void {
    this.#refused.push({ id, refusal });
  }

  #refusalOf(name: string): Refusal | undefined {
    const path = tidyPath(name);
    if (this.#names.has(path))
      return { reason: 'duplicate-id', detail: 'The archive holds it more than once; the first was kept.' };
    this.#names.add(path);
    if (NESTED.test(name))
      return {
        reason: 'nested-archive',
        detail: 'An archive in an archive is not unpacked. Unpack it beside the others.',
      };
    return pathRefusal(name) ?? this.#twin(path);
  }

  /** False when a part of the path is a file. */
  async #makeFolder(path: string): Promise<boolean> {
    if (this.#folders.has(path)) return true;
    await Promise.all(this.#underWay);
    try {
      await mkdir(path, { recursive: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' || code === 'ENOTDIR') return false;
      throw error;
    }
    this.#folders.add(path);
    return true;
  }

  /** Begins to write a small file; waits only where many are under way. */
  async #writeSoon(path: string, content: Uint8Array): Promise<void> {
    const writing = writeFile(path, content, { flag: 'wx', mode: 0o600 });
    writing.catch(() => undefined); // awaited with the others
    this.#underWay.push(writing);
    if (this.#underWay.length >= AT_ONCE) await this.#written();
  }

  async #written(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#underWay = [];
  }
}

/** Reads a content to its end, which counts its bytes and makes way for the next entry. */
async function skip(content: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = content[Symbol.asyncIterator]();
  while (!(await parts.next()).done);
}

interface Received {
  /** The whole content, when it is small. */
  parts: Uint8Array[];
  /** Of the file that has it, when it is large. */
  handle?: FileHandle | undefined;
  /** The CRC-32. */
  checksum: number;
}

/** Reads a content to its end, and writes it to `path` when it is large. */
async function receive(path: string, content: AsyncIterable<Uint8Array>): Promise<Received> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let checksum = 0;
  let handle: FileHandle | undefined;
  const flush = async () => {
    handle ??= await open(path, 'wx', 0o600);
    await handle.writeFile(Buffer.concat(parts));
    parts = [];
    bytes = 0;
  };
  try {
    for await (const part of content) {
      checksum = crc32(part, checksum);
      parts.push(part);
      bytes += part.length;
      if (bytes >= BUFFER_BYTES) await flush();
    }
    if (handle) await flush();
    return { parts, handle, checksum };
  } catch (error) {
    await handle?.close();
    throw error;
  }
}
