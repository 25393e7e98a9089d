import { hostname } from 'node:os';
import { ApplicationFailure, type Client } from '@temporalio/client';
import type { ErrorCode } from '@sightline/contracts';
import { openRuns } from '../client/open-runs.ts';
import { processStart } from './process-start.ts';

/** In the server's enumeration of the states of a pending activity: a worker has it. */
const STARTED = 2;
const WORKER_LOST: ErrorCode = 'workflows/worker-lost';
/** However often it happened before. */
const RETRY_DELAY = '1 second';

/**
 * Fails the attempts that workers of this machine took and whose process is gone, so that the next ones begin now and
 * not when a heartbeat is missed; and frees their runs of the memory that those workers had of them.
 *
 * @param root the artifact store whose runs are looked at
 * @param how the worker ended, as far as that is known
 */
export async function releaseLost(client: Client, root: string, how = 'is gone'): Promise<void> {
  for (const { workflowId, runId } of await openRuns(client, root)) {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const { namespace } = client.options;
    await client.workflowService.resetStickyTaskQueue({ namespace, execution: { workflowId, runId } });
    for (const { activityId, state, lastWorkerIdentity } of raw.pendingActivities ?? []) {
      if (!activityId || Number(state) !== STARTED || !(await isGone(lastWorkerIdentity))) continue;
      const message = `The worker that had it ${how}.`;
      const failure = ApplicationFailure.create({ message, type: WORKER_LOST, nextRetryDelay: RETRY_DELAY });
      // It may have ended since.
      await client.activity.fail({ workflowId, runId, activityId }, failure).catch(() => undefined);
    }
  }
}

/** @param identity of a worker as Temporal's SDK names it: `pid@host` */
async function isGone(identity: string | null | undefined): Promise<boolean> {
  const [pid, host] = identity?.split('@') ?? [];
  return host === hostname() && (await processStart(Number(pid))) === undefined;
}
