import { sortedByCodePoints } from '@sightline/contracts';
import { walkFolder, type WalkOptions } from './walk-folder.ts';

/**
 * The files at any depth below a folder, with links that are not followed among them: paths with forward slashes,
 * sorted by code points.
 *
 * @throws IngestError as {@link walkFolder}
 */
export async function listFiles(folder: string, options: WalkOptions = {}): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path, type } of walkFolder(folder, options)) if (type !== 'folder') paths.push(path);
  return sortedByCodePoints(paths, (path) => path);
}
