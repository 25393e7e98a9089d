import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ArtifactRef, RunResult, TrainToServeInput } from '@sightline/contracts';
import { stageInputs } from '@sightline/contracts/stages';
import { recordFailure, stageRunner, writeReport } from './activities.ts';
import { approvals } from './await-approval.ts';
import { causeOf, codeOf } from './failures.ts';
import { publish } from './publish.ts';

/** From a folder of images to a served model. Ends at the gate when the model is not good enough. */
export async function trainToServe({ pipeline, who, serverUrl, from }: TrainToServeInput): Promise<RunResult> {
  const runId = workflowInfo().workflowId;
  const artifacts: Record<string, ArtifactRef> = {};
  const inputs = stageInputs(pipeline);
  const run = stageRunner(from);
  const approve = approvals(pipeline);
  const about = { runId, pipeline: pipeline.name, artifacts };

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
    const published = await publish({ run, approve, pipeline, inputs, outputs, facts, artifacts });
    return await writeReport({ ...about, evaluation: summary, ...published }, pipeline);
  } catch (error) {
    const code = codeOf(error);
    const ending = isCancellation(error)
      ? ({ outcome: 'cancelled', error: 'The run was cancelled.' } as const)
      : ({ outcome: 'failed', error: causeOf(error), ...(code && { code }) } as const);
    await CancellationScope.nonCancellable(() => recordFailure({ ...about, ...ending }).catch(() => undefined));
    // Temporal would try again for ever after any other kind of error.
    throw error instanceof TemporalFailure ? error : ApplicationFailure.fromError(error, { nonRetryable: true });
  }
}
