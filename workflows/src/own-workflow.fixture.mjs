import { executeChild, workflowInfo } from '@temporalio/workflow';

/** Trains by night, and returns what came of it. */
export async function nightly(input, taskQueue) {
  const workflowId = `${workflowInfo().workflowId}-run`;
  const { outcome, trigger } = await executeChild('trainToServe', { taskQueue, workflowId, args: [input] });
  return { outcome, trigger };
}
