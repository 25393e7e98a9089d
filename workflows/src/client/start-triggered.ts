import { join } from 'node:path';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { errorCodeOf } from '@sightline/contracts';
import type { RetrainInput, Trigger } from '@sightline/contracts/run';
import type { Places } from '../activities/activities.ts';
import { readRunState } from '../journal/read.ts';
import { begin } from './client.ts';
import { staticSummaryOf } from './static-summary.ts';
import { taskQueueOf } from './task-queue.ts';

/**
 * Starts the retraining that a trigger asks for, unless it was started before: whoever asks for the same id, at once or
 * later, asks for the same run.
 *
 * @throws WorkflowsError `workflows/storage-failed`; what Temporal's client throws when no server answers
 */
export async function startTriggered(
  client: Client,
  input: RetrainInput,
  { home: { root, runsFolder }, runId, trigger }: { home: Places; runId: string; trigger: Trigger },
): Promise<void> {
  const { pipeline, who } = input;
  // Temporal forgets runs that ended long ago.
  if ((await readRunState(join(runsFolder, runId)))?.outcome !== undefined) return;
  try {
    begin(runId, runsFolder, { workflow: 'retrain', pipeline, who, trigger });
  } catch (error) {
    // Whoever began it may have died before Temporal knew of it.
    if (errorCodeOf(error) !== 'workflows/run-exists') throw error;
  }
  try {
    await client.workflow.start('retrain', {
      workflowId: runId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      taskQueue: taskQueueOf(root),
      args: [input],
      staticSummary: staticSummaryOf(pipeline),
      memo: { trigger },
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
