import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArchiveLimits } from '@sightline/contracts';
import { pathRefusal, tidyPath, twinFinder } from '../safe-path.ts';
import type { RefusedItem } from '../source.ts';
import { expansionOf } from './expansion.ts';

type Refusal = RefusedItem['refusal'];

const NESTED = /\.(zip|tar|tgz|tbz2?|txz|tar\.\w+|7z|rar|bz2|xz|zst)$/i;

/** Writes the entries of an archive under a folder, and keeps those it refuses. */
export interface EntryWriter {
  readonly refused: RefusedItem[];
  /** Counts an entry and says whether its content is wanted; if it is not, the entry is among the refused. */
  admits(name: string, problem?: Refusal): boolean;
  /** Writes an entry that was admitted. `check` may find afterwards that its content is damaged. */
  write(name: string, content: Readable, check?: () => Refusal | undefined): Promise<void>;
}

/** @param folder a folder of its own: nothing is written outside it, and nothing over another file */
export function entryWriter(
  archive: { file: string; bytes: number },
  folder: string,
  limits: ArchiveLimits,
): EntryWriter {
  const refused: RefusedItem[] = [];
  const expansion = expansionOf(archive.file, archive.bytes, limits);
  const twin = twinFinder();
  const names = new Set<string>();
  const refusalOf = (name: string): Refusal | undefined => {
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
  };
  return {
    refused,
    admits(name, problem) {
      expansion.countEntry();
      const refusal = problem ?? refusalOf(name);
      if (refusal) refused.push({ id: name, refusal });
      return refusal === undefined;
    },
    async write(name, content, check) {
      const path = join(folder, tidyPath(name));
      try {
        await mkdir(dirname(path), { recursive: true });
      } catch {
        content.resume();
        refused.push({
          id: name,
          refusal: { reason: 'unsafe-path', detail: 'A folder of its path is a file of the archive.' },
        });
        return;
      }
      await pipeline(content, expansion.meter(), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      const damage = check?.();
      if (!damage) return;
      await rm(path);
      refused.push({ id: name, refusal: damage });
    },
  };
}
