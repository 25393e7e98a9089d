import { ApplicationFailure, CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ErrorCode } from '@sightline/contracts/errors';
import { secondsOf } from '@sightline/contracts/stages';

/**
 * Cancels what a run does when its time is over.
 *
 * @param time as `budget.time` of a spec has it; without one there is no end
 * @throws ApplicationFailure `workflows/out-of-time`, and what `act` throws
 */
export async function withinTime<Result>(time: string | undefined, act: () => Promise<Result>): Promise<Result> {
  if (time === undefined) return act();
  const scope = new CancellationScope({ cancellable: true, timeout: secondsOf(time) * 1_000 });
  try {
    return await scope.run(act);
  } catch (error) {
    const isOver = scope.consideredCancelled && !CancellationScope.current().consideredCancelled;
    if (!isOver || !isCancellation(error)) throw error;
    throw ApplicationFailure.nonRetryable(
      `The run took longer than ${time}, which is its budget. Give it more (budget.time), or less to do: what it has ` +
        'done is kept, and its training goes on from the last checkpoint when it is run again.',
      'workflows/out-of-time' satisfies ErrorCode,
    );
  }
}
