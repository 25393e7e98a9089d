import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isImageName } from '@sightline/ingest';

/**
 * The files that are meant by words: files as they are, of a folder the images in it and below it, sorted. What does
 * not exist stays: reading it says so.
 */
export async function imageFiles(words: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const word of words) {
    const place = await stat(word).catch(() => undefined);
    files.push(...(place?.isDirectory() ? await imagesBelow(word) : [word]));
  }
  return files;
}

async function imagesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isImageName(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
