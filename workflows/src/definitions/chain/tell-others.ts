import { CancellationScope, ParentClosePolicy, startChild, uuid4 } from '@temporalio/workflow';
import type { Pipeline } from '@sightline/contracts';
import type { NoticeOfRun } from '../../activities/send-notice.ts';
import type { notify } from '../notify.ts';

/** Notifies those who asked for this end of a run. The run does not wait until they have answered. */
export async function tellOthers({ notify: targets = [] }: Pipeline, about: NoticeOfRun): Promise<void> {
  const { runId, outcome } = about;
  await CancellationScope.nonCancellable(async () => {
    for (const target of targets.filter(({ on }) => on.some((told) => told === outcome))) {
      // A run may be begun again under its id while the end of the first one is still being told.
      const workflowId = `${runId}-notice-${uuid4()}`;
      await startChild<typeof notify>('notify', {
        workflowId,
        parentClosePolicy: ParentClosePolicy.ABANDON,
        args: [{ ...about, target, id: workflowId }],
      });
    }
  });
}
