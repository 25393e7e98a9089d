import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import { taskQueueOf } from './task-queue.ts';

/**
 * Whether a worker on the store at `root` takes work; one that does not answer within 5 s counts as gone.
 * The server alone cannot tell: it lists a worker for minutes after its death.
 */
export async function hasWorker(client: Client, root: string): Promise<boolean> {
  const { pollers } = await client.connection.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueueOf(root) },
  });
  if (!pollers?.length) return false;
  try {
    await client.workflow.execute('workerPresence', {
      workflowId: `worker-presence-${randomUUID()}`,
      taskQueue: taskQueueOf(root),
      workflowExecutionTimeout: '5 seconds',
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowFailedError) return false;
    throw error;
  }
}
