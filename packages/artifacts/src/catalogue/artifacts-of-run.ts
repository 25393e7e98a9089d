import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactRefSchema, type ArtifactRef } from '@sightline/contracts';
import { z } from 'zod';
import { listRuns } from './find-run.ts';

const recordSchema = z.looseObject({ artifacts: z.record(z.string(), artifactRefSchema) });

/** The artifacts that a run has made so far, in the order of its stages. */
export async function artifactsOfRun(runId: string, runsFolder: string): Promise<ArtifactRef[]> {
  const text = await readFile(join(runsFolder, runId, 'run.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  return Object.values(recordSchema.safeParse(JSON.parse(text)).data?.artifacts ?? {});
}

/** The ids of the artifacts that each run of a home has made so far, by the ids of the runs, newest first. */
export async function artifactsByRun(runsFolder: string): Promise<Map<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const runId of await listRuns(runsFolder))
    found.set(runId, new Set((await artifactsOfRun(runId, runsFolder)).map(({ id }) => id)));
  return found;
}
