import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sortedByCodePoints } from '@sightline/contracts';
import { isPassedOver } from './litter.ts';
import { unreadable } from '../../system-failure.ts';
import { NOT_UTF8 } from '../files/safe-path.ts';

/** What lies in a folder, at any depth. */
export interface FolderEntry {
  /** Relative to the folder, with forward slashes. */
  path: string;
  /**
   * A folder comes before what is in it. A link is `link`, unless it leads to a folder and is followed; `loop`, where
   * it leads to a folder that it is in.
   */
  type: 'file' | 'folder' | 'link' | 'loop' | 'other';
}

/** How a source's folder is read. */
export interface WalkOptions {
  /** Whether links are followed that lead to folders, or out of the source. */
  followLinks?: boolean;
  signal?: AbortSignal;
}

/**
 * Lists what lies in a folder, folder by folder, in each sorted by code points. Hidden files and folders and what
 * systems leave behind are passed over ({@link isPassedOver}).
 *
 * @param root absolute, without links
 * @throws IngestError `ingest/source-unreadable` naming the folder that cannot be read
 */
export function walkFolder(root: string, options: WalkOptions = {}): AsyncGenerator<FolderEntry> {
  return walk({ root, path: '', real: [root], ...options });
}

interface Place extends WalkOptions {
  root: string;
  /** Relative to the root. */
  path: string;
  /** The real folders that this one is in, itself the last: where it comes again, there is no end. */
  real: readonly string[];
}

async function* walk(place: Place): AsyncGenerator<FolderEntry> {
  const { root, path, real, followLinks = false, signal } = place;
  signal?.throwIfAborted();
  for (const entry of sortedByCodePoints(await entriesOf(join(root, path)), ({ name }) => name)) {
    if (isPassedOver(entry.name)) continue;
    const child = path === '' ? entry.name : `${path}/${entry.name}`;
    const folder = entry.isSymbolicLink() && followLinks ? await folderBehind(join(root, child)) : undefined;
    if (folder !== undefined && real.includes(folder)) {
      yield { path: child, type: 'loop' };
    } else if (folder !== undefined || entry.isDirectory()) {
      yield { path: child, type: 'folder' };
      // A name that is not UTF-8 is not known by its text.
      if (entry.name.includes(NOT_UTF8)) continue;
      const own = folder ?? join(real.at(-1) as string, entry.name);
      yield* walk({ ...place, path: child, real: [...real, own] });
    } else {
      yield { path: child, type: typeOf(entry) };
    }
  }
}

function typeOf(entry: Dirent): FolderEntry['type'] {
  if (entry.isFile()) return 'file';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

/** The real folder that a link leads to, if it is one. */
async function folderBehind(link: string): Promise<string | undefined> {
  const target = await realpath(link).catch(() => undefined);
  return target !== undefined && (await stat(target)).isDirectory() ? target : undefined;
}
