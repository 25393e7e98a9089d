import { readdir } from 'node:fs/promises';
import { ambiguous } from './ambiguous.ts';

/** The ids of the runs that have a folder, newest first. */
export async function listRuns(runsFolder: string): Promise<string[]> {
  const entries = await readdir(runsFolder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
  // Ids end with the time: after the name of the pipeline.
  const timeOf = (name: string) => /\d{8}-\d{6}-[0-9a-f]+$/.exec(name)?.[0] ?? '';
  return names.sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : timeOf(a) > timeOf(b) ? -1 : 0));
}

/**
 * The run that has the id `word`, or the only one whose id begins so; `undefined` when there is none.
 *
 * @throws ArtifactError `artifacts/ambiguous`
 */
export async function findRun(word: string, runsFolder: string): Promise<string | undefined> {
  const runs = await listRuns(runsFolder);
  if (runs.includes(word)) return word;
  const found = word === '' ? [] : runs.filter((run) => run.startsWith(word));
  if (found.length > 1) throw ambiguous(word, 'run', found);
  return found[0];
}
