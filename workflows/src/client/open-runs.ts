import type { Client } from '@temporalio/client';
import { PLANS } from '@sightline/contracts/stages';
import { taskQueueOf } from './task-queue.ts';

const TYPES = Object.keys(PLANS).map((workflow) => `'${workflow}'`);
const QUERY = `WorkflowType IN (${TYPES.join(', ')}) AND ExecutionStatus = 'Running'`;

/** The runs of one artifact store that have not ended, newest first: their ids, and those of their executions. */
export async function openRuns(client: Client, root: string): Promise<{ workflowId: string; runId: string }[]> {
  const own = taskQueueOf(root);
  const runs = [];
  // The name of the queue holds a path, which a query cannot hold as it is: a server has few open runs of other stores.
  for await (const { workflowId, runId, taskQueue } of client.workflow.list({ query: QUERY }))
    if (taskQueue === own) runs.push({ workflowId, runId });
  return runs;
}
