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
import { summaries } from '@sightline/contracts/stages';
import type { Activities } from '../activities/activities.ts';
import { causeOf, trackStages } from './track-stages.ts';

const { runStage, writeReport } = proxyActivities<Activities>({
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
  const { name, alias } = pipeline.deploy;
  const { seed, preprocess } = pipeline;
  const artifacts: Record<string, ArtifactRef> = {};
  const tracker = trackStages();
  setHandler(progressQuery, () => tracker.progress());

  const run = <Name extends StageName>(stage: Name, input: StageInputs[Name]): Promise<StageOutputs[Name]> =>
    tracker.track(stage, () => runStage(stage, input), summaries[stage]);

  try {
    const ingested = await run('ingest', pipeline.ingest);
    const scrubbed = await run('scrub', { dataset: ingested.dataset, policy: pipeline.scrub, predictions: [] });
    const { dataset, splits } = await run('split', { dataset: scrubbed.dataset, split: pipeline.split, seed });
    artifacts['dataset'] = dataset;

    const { augmentation } = await run('augment', {
      dataset,
      preprocess,
      transforms: pipeline.augment,
      ...(pipeline.mix && { mix: pipeline.mix }),
      ...(pipeline.boxes && { boxes: pipeline.boxes }),
      seed,
    });
    artifacts['augmentation'] = augmentation;

    const trained = await run('train', {
      dataset,
      augmentation,
      preprocess,
      model: pipeline.model,
      fit: pipeline.fit,
      sampler: pipeline.sampler,
      seed,
    });
    artifacts['trainedModel'] = trained.model;

    // A source may have no test samples; the report says what was measured on.
    const measured = splits.test > 0 ? 'test' : 'validation';
    const { evaluation, accuracy } = await run('evaluate', { model: trained.model, dataset, split: measured });
    artifacts['evaluation'] = evaluation;

    const production = await productionVersion({ name, alias });
    const gate = await run('gate', { evaluation, dataset, rules: pipeline.gate, ...(production && { production }) });

    const result: RunResult = {
      runId,
      pipeline: pipeline.name,
      outcome: 'refused-by-gate',
      artifacts,
      gate,
      accuracy,
      stages: [],
    };
    if (gate.passed) {
      const exported = await run('export', { model: trained.model, evaluation, dataset });
      artifacts['model'] = exported.model;
      const { version } = await run('register', { name, model: exported.model, gate });
      await run('promote', { name, alias, version, who, why: `run ${runId} passed its gate` });
      result.outcome = 'promoted';
      result.model = { name, version, ref: exported.model };
      if (serverUrl) result.served = await run('serve', { serverUrl, name, version, dataset });
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
