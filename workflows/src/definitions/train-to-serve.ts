import {
  ApplicationFailure,
  CancellationScope,
  defineQuery,
  isCancellation,
  proxyActivities,
  setHandler,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  ArtifactRef,
  RunProgress,
  RunResult,
  StageInputs,
  StageName,
  StageOutputs,
  TrainToServeInput,
} from '@sightline/contracts';
import { PLANS, stageInputs, summaries } from '@sightline/contracts/stages';
import type { Activities } from '../activities/activities.ts';
import { causeOf, trackStages } from './track-stages.ts';

const { computeStage, writeReport } = proxyActivities<Activities>({
  startToCloseTimeout: '7 days',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds', maximumAttempts: 5 },
});
const { productionVersion, recordFailure } = proxyActivities<Activities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 5 },
});

/** Which stages ran, with what outcome. */
export const progressQuery = defineQuery<RunProgress>('progress');

/** From a folder of images to a served model. Ends at the gate when the model is not good enough. */
export async function trainToServe({ pipeline, who, serverUrl }: TrainToServeInput): Promise<RunResult> {
  const runId = workflowInfo().workflowId;
  const artifacts: Record<string, ArtifactRef> = {};
  const inputs = stageInputs(pipeline);
  const tracker = trackStages(PLANS.trainToServe);
  setHandler(progressQuery, () => tracker.progress());

  const run = <Name extends StageName>(stage: Name, input: StageInputs[Name]): Promise<StageOutputs[Name]> =>
    tracker.track(stage, () => computeStage(stage, input), summaries[stage]);

  try {
    const ingest = await run('ingest', inputs.ingest());
    const scrub = await run('scrub', inputs.scrub({ ingest }));
    const split = await run('split', inputs.split({ scrub }));
    artifacts['dataset'] = split.dataset;
    const augment = await run('augment', inputs.augment({ split }));
    artifacts['augmentation'] = augment.augmentation;
    const train = await run('train', inputs.train({ split, augment }));
    artifacts['trainedModel'] = train.model;
    const evaluate = await run('evaluate', inputs.evaluate({ split, train }));
    const { evaluation, ...summary } = evaluate;
    artifacts['evaluation'] = evaluation;

    const production = await productionVersion(pipeline.deploy);
    const gate = await run('gate', inputs.gate({ split, evaluate, ...(production && { production }) }));

    const result: RunResult = {
      runId,
      pipeline: pipeline.name,
      outcome: 'refused-by-gate',
      artifacts,
      gate,
      evaluation: summary,
      stages: [],
    };
    if (gate.passed) {
      const exported = await run('export', inputs.export({ split, train, evaluate }));
      artifacts['model'] = exported.model;
      const register = await run('register', inputs.register({ gate, export: exported }));
      await run('promote', inputs.promote({ register, who, runId }));
      result.outcome = 'promoted';
      result.model = { ...register, ref: exported.model };
      if (serverUrl) result.served = await run('serve', inputs.serve({ split, register, serverUrl }));
      else tracker.leaveOut('serve');
    } else {
      tracker.leaveOut('export', 'register', 'promote', 'serve');
    }

    result.stages = tracker.progress().stages;
    const { folder } = await tracker.track('report', () => writeReport(result, pipeline), summaries.report);
    return { ...result, stages: tracker.progress().stages, folder };
  } catch (error) {
    tracker.leaveOutRest();
    const cancelled = isCancellation(error);
    await CancellationScope.nonCancellable(() =>
      recordFailure({
        runId,
        pipeline: pipeline.name,
        outcome: cancelled ? 'cancelled' : 'failed',
        error: cancelled ? 'The run was cancelled.' : causeOf(error),
        artifacts,
        stages: tracker.progress().stages,
      }).catch(() => undefined),
    );
    // Temporal would try again for ever after any other kind of error.
    throw error instanceof TemporalFailure ? error : ApplicationFailure.fromError(error, { nonRetryable: true });
  }
}
