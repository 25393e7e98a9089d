import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { Notice } from '../activities/send-notice.ts';
import { causeOf } from './chain/failures.ts';

const { sendNotice } = proxyActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '2 seconds', backoffCoefficient: 3, maximumInterval: '1 hour' },
});
const { noteNotice } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** Tells somebody how a run ended, as often as it takes within a day, and notes in its journal what came of it. */
export async function notify(notice: Notice): Promise<void> {
  const { runId, target } = notice;
  try {
    await sendNotice(notice);
    await noteNotice(runId, { url: target.url });
  } catch (error) {
    await noteNotice(runId, { url: target.url, problem: causeOf(error) });
  }
}
