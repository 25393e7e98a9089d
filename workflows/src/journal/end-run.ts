import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FailedRun } from '@sightline/contracts';
import { appendEvent } from './append.ts';
import { stagesOf } from './read.ts';
import { releaseRoom, withReserve } from './reserve.ts';

/** A run that ended before its report; how its stages ended is in its journal. */
export type EndedRun = Omit<FailedRun, 'stages'>;

/**
 * Notes in its journal how a run ended that has no report, and leaves `run.json` in its folder.
 *
 * @throws what the file system throws
 */
export async function endRun(folder: string, run: EndedRun): Promise<void> {
  const { outcome, error: reason, code } = run;
  appendEvent(folder, { event: 'run-ended', at: Date.now(), outcome, reason, ...(code && { code }) });
  const text = JSON.stringify({ ...run, stages: await stagesOf(folder) } satisfies FailedRun, undefined, 2);
  const temporary = join(folder, `.run.json-${process.pid}`);
  withReserve(folder, () => {
    writeFileSync(temporary, `${text}\n`);
    renameSync(temporary, join(folder, 'run.json'));
  });
  releaseRoom(folder);
}
