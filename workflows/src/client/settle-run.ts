import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { FinishedRun, RunState } from '@sightline/contracts/run';
import { appendEvent } from '../journal/append.ts';
import { endOf, endRun, endUnchanged } from '../journal/end-run.ts';
import { readRunState } from '../journal/read.ts';
import { endingOf } from './end-of-run.ts';

/** What Temporal answers when it is asked for the result of a run that it has closed. */
export type Answer = FinishedRun | { error: unknown };

export function answerOf(client: Client, runId: string): Promise<Answer> {
  const handle = client.workflow.getHandle<() => Promise<FinishedRun>>(runId);
  return handle.result().catch((error: unknown) => ({ error }));
}

/**
 * Notes how a run ended where nobody was there to do so: it was ended from outside, or its worker could not write.
 *
 * @returns how it stands then
 * @throws what `endingOf` and the file system throw
 */
export async function settleRun(runsFolder: string, runId: string, answer: Answer): Promise<RunState | undefined> {
  const folder = join(runsFolder, runId);
  const state = await readRunState(folder);
  if (state?.outcome !== undefined) return state;
  if ('error' in answer) {
    const { pipeline = runId } = state ?? {};
    await endRun(folder, { runId, pipeline, artifacts: {}, ...endingOf(runId, answer.error) });
  } else if (answer.outcome === 'unchanged') {
    await endUnchanged(folder, answer);
  } else {
    appendEvent(folder, endOf(answer));
  }
  return readRunState(folder);
}
