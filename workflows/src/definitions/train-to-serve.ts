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
import { causeOf } from './failures.ts';
import { publish } from './publish.ts';
import { trackStages } from './track-stages.ts';

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

    const outputs = { split, train, evaluate };
    const facts = { runId, who, serverUrl };
    const published = await publish({ pipeline, inputs, outputs, facts, artifacts, tracker, run });
    const result: RunResult = {
      runId,
      pipeline: pipeline.name,
      artifacts,
      evaluation: summary,
      ...published,
      stages: tracker.progress().stages,
    };
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
