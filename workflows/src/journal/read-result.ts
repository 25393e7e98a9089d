import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finishedRunSchema, parse } from '@sightline/contracts';
import type { FinishedRun } from '@sightline/contracts/run';

/** What the run in `folder` came to, that nothing kept from its end: `run.json`. */
export async function readResult(folder: string): Promise<FinishedRun> {
  const file = join(folder, 'run.json');
  return parse(finishedRunSchema, JSON.parse(await readFile(file, 'utf8')), file);
}
