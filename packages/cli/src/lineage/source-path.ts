import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Ancestor, artifactsOfRun, type Home, listRuns } from '@sightline/artifacts';
import type { Pipeline } from '@sightline/contracts';

/**
 * Where the data called `name` are that some artifacts were made from. A dataset knows only the name of its folder or
 * file, so that the same data make the same dataset wherever they are; the runs know the path.
 *
 * @returns of the newest run whose data are still there, else of the newest; `name` where no run is left
 */
export async function sourcePath(
  name: string,
  ancestors: readonly Ancestor[],
  { runsFolder }: Pick<Home, 'runsFolder'>,
): Promise<string> {
  const ids = new Set(ancestors.map(({ id }) => id));
  const paths: string[] = [];
  for (const runId of await listRuns(runsFolder)) {
    if (!(await artifactsOfRun(runId, runsFolder)).some(({ id }) => ids.has(id))) continue;
    const path = await specPath(join(runsFolder, runId, 'args.json'));
    if (path !== undefined && basename(path) === name) paths.push(path);
  }
  for (const path of paths) if (await isThere(path)) return path;
  return paths[0] ?? name;
}

async function specPath(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Pipeline).ingest.source.path;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
