import { join } from 'node:path';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { listRuns } from '@sightline/artifacts';
import { readRunState } from '../journal/read.ts';
import type { Places } from '../activities/activities.ts';
import { answerOf, settleRun } from './settle-run.ts';
import { taskQueueOf } from './task-queue.ts';

/**
 * What notes, each time that it is called, the ends of runs that nobody saw: they were terminated in Temporal's page,
 * timed out, or ended while their folder could not be written. A run that Temporal does not know is left as it is, for
 * another server may have it. Gives the ids of the runs that have not ended.
 */
export function openRunsSettler(client: Client, { root, runsFolder }: Places): () => Promise<string[]> {
  const ended = new Set<string>();
  const settle = async (runId: string) => {
    let state = await readRunState(join(runsFolder, runId));
    if (state && state.outcome === undefined && (await hasEnded(client, runId, root)))
      state = await settleRun(runsFolder, runId, await answerOf(client, runId));
    if (state?.outcome !== undefined) ended.add(runId);
  };
  return async () => {
    const runs = await listRuns(runsFolder);
    // A server that does not answer, a disk that is full: next time.
    for (const runId of runs) if (!ended.has(runId)) await settle(runId).catch(() => undefined);
    return runs.filter((runId) => !ended.has(runId));
  };
}

async function hasEnded(client: Client, runId: string, root: string): Promise<boolean> {
  try {
    const { status, taskQueue } = await client.workflow.getHandle(runId).describe();
    return taskQueue === taskQueueOf(root) && status.name !== 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
