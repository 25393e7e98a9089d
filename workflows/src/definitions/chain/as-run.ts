import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  TemporalFailure,
  workflowInfo,
} from '@temporalio/workflow';
import type { ArtifactRef, Hook, Pipeline, RunWorkflow, StageName } from '@sightline/contracts';
import type { FinishedRun, Trigger } from '@sightline/contracts/run';
import { PLANS, stageInputs } from '@sightline/contracts/stages';
import { beginRun, recordFailure, stageRunner, type RunStage } from './activities.ts';
import { approvals } from './await-approval.ts';
import { causeOf, codeOf } from './failures.ts';
import { callHooks } from './hooks.ts';
import { foundBy } from './found-by.ts';
import { tellState, type Tell } from './telling.ts';
import { tellOthers } from './tell-others.ts';
import { triggerOf } from './trigger-of.ts';
import { withinTime } from './within-time.ts';

/** What a workflow asks for that runs the stages of a pipeline. */
interface PipelineInput {
  readonly pipeline: Pipeline;
  readonly who: string;
  readonly serverUrl?: string | undefined;
  readonly from?: StageName | undefined;
  readonly hooks?: readonly Hook[] | undefined;
}

/** What its stages are run with. */
export interface Chain extends PipelineInput {
  readonly run: RunStage;
  readonly inputs: ReturnType<typeof stageInputs>;
  /** Asks a person, where the pipeline wants that. */
  readonly approve: ReturnType<typeof approvals>;
  /** Hears what happens to the run. */
  readonly tell: Tell;
  /** What a run says of itself, however it ends. */
  readonly about: {
    readonly runId: string;
    readonly pipeline: string;
    readonly trigger: Trigger;
    /** Noted by name as they are made. */
    readonly artifacts: Record<string, ArtifactRef>;
  };
}

/** Runs stages as one run: with a journal from its begin, whoever began it, and with its failure noted. */
export async function asRun<Result extends FinishedRun>(
  workflow: RunWorkflow,
  input: PipelineInput,
  stages: (chain: Chain) => Promise<Result>,
): Promise<Result> {
  const { pipeline, who } = input;
  const runId = workflowInfo().workflowId;
  const trigger = triggerOf(workflowInfo());
  const about: Chain['about'] = { runId, pipeline: pipeline.name, trigger, artifacts: {} };
  const noticed = { runId, pipeline: pipeline.name, trigger };
  // Before anything is waited for: questions and answers may come at any time.
  const tell = tellState();
  const approve = approvals(pipeline, tell);
  tell({
    event: 'run-started',
    at: Date.now(),
    pipeline: pipeline.name,
    who,
    trigger,
    plan: [...PLANS[workflow]],
    spec: pipeline,
  });
  foundBy({ pipeline: pipeline.name, model: pipeline.deploy.name, trigger: trigger.kind });
  try {
    await beginRun(runId, { workflow, pipeline, who, trigger });
    const run = stageRunner(input, {
      tell,
      ended: (stage, output) =>
        callHooks(input.hooks ?? [], { runId, pipeline: pipeline.name, stage, output, artifacts: about.artifacts }),
    });
    const chain = { ...input, run, approve, tell, inputs: stageInputs(pipeline), about };
    const result = await withinTime(pipeline.budget?.time, () => stages(chain));
    const { outcome, reason } = result;
    tell({ event: 'run-ended', at: Date.now(), outcome, ...(reason !== undefined && { reason }) });
    await tellOthers(pipeline, { ...noticed, outcome, reason, model: 'model' in result ? result.model : undefined });
    return result;
  } catch (error) {
    const { trigger: _, ...failed } = about;
    const code = codeOf(error);
    const ending = isCancellation(error)
      ? ({ outcome: 'cancelled', error: 'The run was cancelled.' } as const)
      : ({ outcome: 'failed', error: causeOf(error), ...(code && { code }) } as const);
    tell({ event: 'run-ended', at: Date.now(), outcome: ending.outcome, reason: ending.error });
    await CancellationScope.nonCancellable(() => recordFailure({ ...failed, ...ending }).catch(() => undefined));
    await tellOthers(pipeline, { ...noticed, outcome: ending.outcome, reason: ending.error });
    // Temporal would try again for ever after any other kind of error.
    throw error instanceof TemporalFailure ? error : ApplicationFailure.fromError(error, { nonRetryable: true });
  }
}
