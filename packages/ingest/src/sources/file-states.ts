import { type Stats, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sortedByCodePoints } from '@sightline/contracts';
import { mapInOrder } from '../map-in-order.ts';
import { listFiles } from './folders/list-files.ts';

/** Which files a source consists of. */
export interface FileScope {
  /** Whether those in folders of its folder count, hidden ones aside. */
  deep: boolean;
  followLinks?: boolean;
}

/** What the file system says of the files of a source. */
export interface FileStates {
  readonly text: string;
  /** When the last of them was changed. */
  readonly changedMs: number;
}

/** A file at or below a path; `name` is relative to it. */
export type FileState = Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'> & { name: string };

/** Files that are asked for at once, between which other work of the process has its turn. */
const SLICE = 256;
/** A file system that answers within this time does so from memory: waking a thread for it would take longer. */
const FROM_MEMORY_MS = 0.05;

/**
 * The names, sizes and times of the files of a source: the same before and after reading means that nobody wrote to
 * them.
 */
export async function statesOf(path: string, scope: FileScope): Promise<FileStates> {
  const files = await filesOf(path, scope).catch(() => []);
  return {
    text: JSON.stringify(files.map(({ name, size, mtimeMs, ctimeMs, ino }) => [name, size, mtimeMs, ctimeMs, ino])),
    changedMs: files.reduce((latest, { ctimeMs }) => Math.max(latest, ctimeMs), 0),
  };
}

/** The files at or below a path, links followed where they lead to a file; sorted by code points. */
export async function filesOf(root: string, { deep, ...options }: FileScope): Promise<FileState[]> {
  const names = (await stat(root)).isDirectory() ? await namesIn(root, deep, options) : [''];
  const files: FileState[] = [];
  let isQuick = true;
  for (let from = 0; from < names.length; from += SLICE) {
    const slice = names.slice(from, from + SLICE);
    const startedAt = performance.now();
    files.push(...(isQuick ? statesInTurn(root, slice) : await statesAtOnce(root, slice)));
    isQuick &&= performance.now() - startedAt < slice.length * FROM_MEMORY_MS;
    await setImmediate();
  }
  return sortedByCodePoints(files, ({ name }) => name);
}

function statesInTurn(root: string, names: readonly string[]): FileState[] {
  return names.flatMap((name) => {
    try {
      return stateOf(name, statSync(join(root, name), { throwIfNoEntry: false }));
    } catch {
      return [];
    }
  });
}

async function statesAtOnce(root: string, names: readonly string[]): Promise<FileState[]> {
  const files: FileState[] = [];
  const found = mapInOrder(names, async (name) => stateOf(name, await stat(join(root, name)).catch(() => undefined)));
  for await (const file of found) files.push(...file);
  return files;
}

function stateOf(name: string, found: Stats | undefined): FileState[] {
  if (!found?.isFile()) return [];
  const { size, mtimeMs, ctimeMs, ino } = found;
  return [{ size, mtimeMs, ctimeMs, ino, name }];
}

async function namesIn(root: string, deep: boolean, options: { followLinks?: boolean }): Promise<string[]> {
  if (deep) return listFiles(root, options);
  return (await readdir(root, { withFileTypes: true })).filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}
