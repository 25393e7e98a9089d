import { proxyActivities } from '@temporalio/workflow';
import type { StageInputs, StageName, StageOutputs } from '@sightline/contracts';
import { PLANS } from '@sightline/contracts/stages';
import type { Activities } from '../../activities/activities.ts';

/** What may take as long as it needs, while it shows that it lives. How often it is tried, the worker decides. */
export const { computeStage, writeReport } = proxyActivities<Activities>({
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});
/** What only reads or writes a small file. */
export const {
  beginRun,
  checkPromotion,
  lastData,
  noteApproval,
  productionVersion,
  recordFailure,
  recordUnchanged,
  rememberData,
} = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 5 },
});

/** Runs a stage, or takes what an earlier run made of the same input. */
export type RunStage = <Name extends StageName>(stage: Name, input: StageInputs[Name]) => Promise<StageOutputs[Name]>;

/** @param from takes nothing from earlier runs for this stage and those after it */
export function stageRunner(from: StageName | undefined): RunStage {
  const plan: readonly StageName[] = PLANS.trainToServe;
  const again = new Set(from && plan.slice(plan.indexOf(from)));
  return (stage, input) => computeStage(stage, input, { again: again.has(stage) });
}
