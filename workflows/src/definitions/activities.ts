import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';

/** What may take as long as it needs, while it shows that it lives. */
export const { computeStage, writeReport } = proxyActivities<Activities>({
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds', maximumAttempts: 5 },
});
/** What only reads or writes a small file. */
export const { productionVersion, recordFailure } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 5 },
});
