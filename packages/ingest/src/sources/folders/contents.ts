import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import { walkFolder } from './walk-folder.ts';

const LISTED = 5;

/**
 * What is in a folder, in words, for the message that nothing in it can be used: `It holds 9 files: 8 .txt, 1 .yaml; in
 * the folders: labels.`
 */
export async function contentsOf(folder: string): Promise<string> {
  const counts = new Map<string, number>();
  const folders: string[] = [];
  let files = 0;
  for await (const { path, type } of walkFolder(folder)) {
    if (type !== 'folder') {
      files += 1;
      const extension = extname(path).toLowerCase() || 'without an extension';
      counts.set(extension, (counts.get(extension) ?? 0) + 1);
    } else if (!path.includes('/')) {
      folders.push(path);
    }
  }
  if (files === 0) return emptiness(await readdir(folder), folders);
  const byCount = [...counts].sort(([, one], [, other]) => other - one);
  const found = listed(byCount.map(([extension, count]) => `${count} ${extension}`));
  const noun = files === 1 ? 'file' : 'files';
  return `It holds ${files} ${noun}: ${found}${folders.length > 0 ? `; its folders: ${listed(folders)}` : ''}.`;
}

function emptiness(names: readonly string[], folders: readonly string[]): string {
  if (folders.length > 0) return `It holds no files, only folders: ${listed(folders)}.`;
  return names.length === 0 ? 'It is empty.' : `It holds only hidden files and folders: ${listed([...names].sort())}.`;
}

function listed(words: readonly string[]): string {
  const more = words.length > LISTED ? ` and ${words.length - LISTED} more` : '';
  return words.slice(0, LISTED).join(', ') + more;
}
