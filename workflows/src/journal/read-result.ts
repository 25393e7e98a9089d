import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, runResultSchema, type RunResult } from '@sightline/contracts';

/** What the run in `folder` came to, which has reached its report: `run.json`. */
export async function readResult(folder: string): Promise<RunResult> {
  const file = join(folder, 'run.json');
  return parse(runResultSchema, JSON.parse(await readFile(file, 'utf8')), file);
}
