import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sortedByCodePoints } from '../code-points.ts';

/** The files below a folder, hidden ones left out: paths with forward slashes, sorted by code points. Links are listed and not followed. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX'));
  return sortedByCodePoints(paths, (path) => path);
}
