import type { Client } from '@temporalio/client';
import { taskQueueOf } from './task-queue.ts';

/** The runs of one artifact store that have not ended, newest first: their ids, and those of their executions. */
export async function openRuns(client: Client, root: string): Promise<{ workflowId: string; runId: string }[]> {
  const query = `TaskQueue = '${taskQueueOf(root)}' AND WorkflowType = 'trainToServe' AND ExecutionStatus = 'Running'`;
  const runs = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) runs.push({ workflowId, runId });
  return runs;
}
