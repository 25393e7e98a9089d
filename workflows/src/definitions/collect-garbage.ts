import { proxyActivities } from '@temporalio/workflow';
import type { KeepRules } from '@sightline/artifacts';
import type { Activities } from '../activities/activities.ts';
import type { Collected } from '../activities/collect-garbage.ts';

const { collectGarbage: collect } = proxyActivities<Activities>({
  startToCloseTimeout: '1 day',
  heartbeatTimeout: '5 minutes',
  // While another clean-up is at work, or the worker ends.
  retry: { initialInterval: '1 minute', maximumAttempts: 10 },
});

/** Removes from the store what nothing needs, as `sightline gc --yes` does. */
export function collectGarbage({ keep }: { keep: KeepRules }): Promise<Collected> {
  return collect(keep);
}
