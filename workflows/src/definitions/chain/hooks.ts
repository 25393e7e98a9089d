import { ApplicationFailure, isCancellation, proxyActivities, TimeoutFailure } from '@temporalio/workflow';
import type { Hook, HookCall } from '@sightline/contracts';
import type { ErrorCode } from '@sightline/contracts/errors';
import { causeOf } from './failures.ts';

/** @throws ApplicationFailure `workflows/hook-failed` where an activity fails for good, or nobody takes it */
export async function callHooks(hooks: readonly Hook[], call: HookCall): Promise<void> {
  for (const { activity, taskQueue, timeout } of hooks.filter(({ after }) => after === call.stage)) {
    const own = proxyActivities<Record<string, (given: HookCall) => Promise<unknown>>>({
      taskQueue,
      scheduleToCloseTimeout: timeout as `${number}m`,
    });
    try {
      await own[activity]?.(call);
    } catch (error) {
      if (isCancellation(error)) throw error;
      const what = `The activity ${activity} (task queue ${taskQueue}) after the stage ${call.stage}`;
      const why = isTimeout(error)
        ? `was not done within ${timeout}. Is its worker there?`
        : `failed: ${causeOf(error)}`;
      throw ApplicationFailure.nonRetryable(`${what} ${why}`, 'workflows/hook-failed' satisfies ErrorCode);
    }
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof TimeoutFailure;
}
