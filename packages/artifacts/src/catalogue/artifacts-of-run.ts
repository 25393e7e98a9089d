import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactRefSchema, type ArtifactRef } from '@sightline/contracts';
import { z } from 'zod';

const recordSchema = z.looseObject({ artifacts: z.record(z.string(), artifactRefSchema) });

/** The artifacts that a run has made so far, in the order of its stages. */
export async function artifactsOfRun(runId: string, runsFolder: string): Promise<ArtifactRef[]> {
  const text = await readFile(join(runsFolder, runId, 'run.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  return Object.values(recordSchema.safeParse(JSON.parse(text)).data?.artifacts ?? {});
}
