import {
  ApplicationFailure,
  CancellationScope,
  defineQuery,
  isCancellation,
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
import { computeStage, recordFailure, writeReport } from './activities.ts';
import { measureProduction } from './measure-production.ts';
import { causeOf, trackStages } from './track-stages.ts';

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
    const measured = inputs.evaluate({ split, train });
    const evaluate = await run('evaluate', measured);
    const { evaluation, ...summary } = evaluate;
    artifacts['evaluation'] = evaluation;

    const compare = async () => {
      const production = await measureProduction(pipeline, measured);
      if (production && 'evaluation' in production) artifacts['productionEvaluation'] = production.evaluation;
      return computeStage('gate', inputs.gate({ evaluate, ...(production && { production }) }));
    };
    const gate = await tracker.track('gate', compare, summaries.gate);

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
