import { proxyActivities } from '@temporalio/workflow';
import type { Pipeline, StageInputs, StageName, StageOutputs } from '@sightline/contracts';
import { PLANS, summaries } from '@sightline/contracts/stages';
import type { Activities } from '../../activities/activities.ts';
import { foundAfterStage } from './found-by.ts';
import { type Tell, tellOfStage } from './telling.ts';

/** What may take as long as it needs, while it shows that it lives. How often it is tried, the worker decides. */
const lasting = proxyActivities<Activities>({
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});
export const { takeBack, writeReport } = lasting;
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

/**
 * Runs stages by their names: Temporal knows each activity by the name of its stage, so a run that replays its history
 * under a plan that has changed is told that it has.
 *
 * @param input.from takes nothing from earlier runs for this stage and those after it
 * @param input.pipeline says how often each stage is tried
 * @param on.ended awaited after each stage
 */
export function stageRunner(
  { from, pipeline }: { from?: StageName | undefined; pipeline: Pipeline },
  { tell, ended }: { tell: Tell; ended: (stage: StageName, output: StageOutputs[StageName]) => Promise<void> },
): RunStage {
  const { tries } = pipeline.budget ?? {};
  const plan: readonly StageName[] = PLANS.trainToServe;
  const again = new Set(from && plan.slice(plan.indexOf(from)));
  return async (stage, input) => {
    const compute = () => runNamed<typeof stage>(stage, [stage, input, { again: again.has(stage), tries }]);
    const output = await tellOfStage(stage, { tell, summarize: summaries[stage] }, compute);
    foundAfterStage(stage, output);
    await ended(stage, output);
    return output;
  };
}

/** Runs a stage as a part of another one. @param how.tries how often that is tried */
export function runWithin<Name extends StageName>(
  { within, tries }: { within: StageName; tries: number | undefined },
  stage: Name,
  input: StageInputs[Name],
): Promise<StageOutputs[Name]> {
  return runNamed(`${within}/${stage}`, [stage, input, { within, tries }]);
}

function runNamed<Name extends StageName>(
  activityId: string,
  args: Parameters<Activities['computeStage']>,
): Promise<StageOutputs[Name]> {
  const computed = lasting.computeStage.executeWithOptions({ activityId, summary: activityId }, args);
  // The options of a call hide which output is that of which stage.
  return computed as Promise<StageOutputs[Name]>;
}
