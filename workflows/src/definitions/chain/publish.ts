import type { ArtifactRef, Pipeline, RunResult, stageInputs, StageInputs, StageOutputs } from '@sightline/contracts';
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
    const served = serverUrl && (await run('serve', inputs.serve({ ...outputs, register, serverUrl })));
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
