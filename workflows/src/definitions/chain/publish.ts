import type { ArtifactRef, Pipeline, RunResult, stageInputs, StageInputs, StageOutputs } from '@sightline/contracts';
import { ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Activities } from '../../activities/activities.ts';
import type { RunStage } from './activities.ts';
import type { Approve } from './await-approval.ts';
import { causeOf, codeOf } from './failures.ts';
import { measureProduction } from './measure-production.ts';

/** What a run ends with of its model: the gate's verdict, and whether the model was promoted. */
export type Publication = Pick<RunResult, 'gate' | 'outcome' | 'reason' | 'model' | 'served'>;

/** What a run knows once its model was measured. */
export interface Measured {
  readonly run: RunStage;
  readonly approve: Approve;
  /** Takes back what the run has promoted. */
  readonly takeBack: Activities['takeBack'];
  readonly pipeline: Pipeline;
  readonly inputs: ReturnType<typeof stageInputs>;
  readonly outputs: Pick<StageOutputs, 'split' | 'train' | 'evaluate'>;
  readonly facts: { readonly runId: string; readonly who: string; readonly serverUrl?: string | undefined };
  /** Noted by name as they are made. */
  readonly artifacts: Record<string, ArtifactRef>;
}

/**
 * Takes a model through gate, export, register, approval and promote to a served answer, as far as it gets. The
 * promotion holds only while the version in production is the one that the gate compared with: when another run was
 * faster, the gate looks again, and a person is asked again.
 */
export async function publish({
  run,
  approve,
  takeBack,
  pipeline,
  inputs,
  outputs,
  facts,
  artifacts,
}: Measured): Promise<Publication> {
  const compare = async () => {
    const production = await measureProduction(pipeline, inputs.evaluate(outputs));
    if (production && 'evaluation' in production) artifacts['productionEvaluation'] = production.evaluation;
    return run('gate', inputs.gate({ ...outputs, ...(production && { production }) }));
  };
  for (;;) {
    const gate = await compare();
    if (!gate.passed) return { gate, outcome: 'refused-by-gate' };
    const exported = await run('export', inputs.export(outputs));
    artifacts['model'] = exported.model;
    const register = await run('register', inputs.register({ gate, export: exported }));
    const model = { ...register, ref: exported.model };
    const promotion = await promote({ run, approve }, inputs.promote({ gate, register, ...facts }));
    if ('movedOn' in promotion) continue;
    if ('rejected' in promotion) return { gate, outcome: 'rejected', reason: promotion.rejected, model };
    if ('heldBack' in promotion) return { gate, outcome: 'held-back', reason: promotion.heldBack, model };
    const { serverUrl } = facts;
    const asked = serverUrl && inputs.serve({ ...outputs, register, serverUrl });
    const served = asked && (await orTakenBack(promotion, () => run('serve', asked), { takeBack, facts }));
    return { gate, outcome: 'promoted', model, ...(served && { served }) };
  }
}

/** A promotion, or the reason why there is none: production has moved on, or a person decides or decided against it. */
type Promoting = StageOutputs['promote'] | { movedOn: string } | { rejected: string } | { heldBack: string };

async function promote(
  { run, approve }: Pick<Measured, 'run' | 'approve'>,
  input: StageInputs['promote'],
): Promise<Promoting> {
  try {
    const verdict = await approve(input);
    return 'rejected' in verdict ? verdict : await run('promote', verdict.approved);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'artifacts/conflict') return { movedOn: causeOf(error) };
    if (code === 'artifacts/rolled-back') return { heldBack: causeOf(error) };
    throw error;
  }
}

/**
 * Does what follows a promotion. Where that fails, the alias goes back to where it was, unless it was moved meanwhile
 * or this run did not move it: half a promotion is none. A cancellation is not a failure, and moves nothing.
 */
async function orTakenBack<Result>(
  { name, alias, from, to, run }: StageOutputs['promote'],
  follow: () => Promise<Result>,
  { takeBack, facts: { runId, who } }: Pick<Measured, 'takeBack' | 'facts'>,
): Promise<Result> {
  try {
    return await follow();
  } catch (error) {
    if (isCancellation(error) || run !== runId || from === null) throw error;
    const reason = causeOf(error);
    try {
      await takeBack({ name, alias, who, why: `run ${runId} took it back: ${reason}`, run: runId, expected: to });
    } catch (failed) {
      throw codeOf(failed) === 'artifacts/conflict' ? error : failed;
    }
    const taken = `${reason} So version ${to} was taken back: ${alias} of ${name} is version ${from} again.`;
    throw ApplicationFailure.nonRetryable(taken, codeOf(error));
  }
}
