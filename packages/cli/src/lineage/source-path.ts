import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Ancestor, type Home } from '@sightline/artifacts';
import type { Pipeline } from '@sightline/contracts';

/**
 * Tells where the data are that some artifacts were made from, by the name of their folder or file. A dataset knows
 * only that name, so that the same data make the same dataset wherever they are; the runs know the path.
 *
 * @param byRun what each run has made, newest first
 * @returns the path of the newest run whose data are still there, else of the newest; the name where no run is left
 */
export function sourcePaths(
  ancestors: readonly Ancestor[],
  byRun: ReadonlyMap<string, ReadonlySet<string>>,
  { runsFolder }: Pick<Home, 'runsFolder'>,
): (name: string) => Promise<string> {
  const runs = [...byRun].filter(([, ids]) => ancestors.some(({ id }) => ids.has(id))).map(([runId]) => runId);
  return async (name) => {
    const specified = await Promise.all(runs.map((runId) => specPath(join(runsFolder, runId, 'args.json'))));
    const paths = specified.filter((path) => path !== undefined && basename(path) === name) as string[];
    return paths.find((path) => existsSync(path)) ?? paths[0] ?? name;
  };
}

async function specPath(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Pipeline).ingest.source.path;
}
