import type {
  ArtifactRef,
  Pipeline,
  RunResult,
  stageInputs,
  StageInputs,
  StageName,
  StageOutputs,
} from '@sightline/contracts';
import { summaries } from '@sightline/contracts/stages';
import type { StageResult } from '../activities/stage-result.ts';
import { computeStage } from './activities.ts';
import { causeOf, codeOf } from './failures.ts';
import { measureProduction } from './measure-production.ts';
import type { StageTracker } from './track-stages.ts';

/** What a run ends with of its model: the gate's verdict, and whether the model was promoted. */
export type Publication = Pick<RunResult, 'gate' | 'outcome' | 'reason' | 'model' | 'served'>;

/** What a run knows once its model was measured. */
export interface Measured {
  readonly pipeline: Pipeline;
  readonly inputs: ReturnType<typeof stageInputs>;
  readonly outputs: Pick<StageOutputs, 'split' | 'train' | 'evaluate'>;
  readonly facts: { readonly runId: string; readonly who: string; readonly serverUrl?: string | undefined };
  /** Noted by name as they are made. */
  readonly artifacts: Record<string, ArtifactRef>;
  readonly tracker: StageTracker;
  readonly run: <Name extends StageName>(stage: Name, input: StageInputs[Name]) => Promise<StageOutputs[Name]>;
}

/**
 * Takes a model through gate, export, register and promote to a served answer, as far as it gets. The promotion holds
 * only while the version in production is the one that the gate compared with: when another run was faster, the gate
 * looks again.
 */
export async function publish({
  pipeline,
  inputs,
  outputs,
  facts,
  artifacts,
  tracker,
  run,
}: Measured): Promise<Publication> {
  const compare = async () => {
    const production = await measureProduction(pipeline, inputs.evaluate(outputs));
    if (production && 'evaluation' in production) artifacts['productionEvaluation'] = production.evaluation;
    return computeStage('gate', inputs.gate({ ...outputs, ...(production && { production }) }));
  };
  const done = new Set<StageName>();
  for (;;) {
    const gate = await tracker.track('gate', compare, summaries.gate);
    if (!gate.passed) {
      tracker.leaveOut(...(['export', 'register', 'promote', 'serve'] as const).filter((stage) => !done.has(stage)));
      return { gate, outcome: 'refused-by-gate' };
    }
    const exported = await run('export', inputs.export(outputs));
    artifacts['model'] = exported.model;
    const register = await run('register', inputs.register({ gate, export: exported }));
    done.add('export').add('register');
    const model = { ...register, ref: exported.model };
    const asked = inputs.promote({ gate, register, ...facts });
    const promotion = await tracker.track('promote', () => promote(asked), summaryOfPromotion);
    if ('movedOn' in promotion) continue;
    if ('heldBack' in promotion) {
      tracker.leaveOut('serve');
      return { gate, outcome: 'held-back', reason: promotion.heldBack, model };
    }
    const { serverUrl } = facts;
    if (serverUrl) {
      const served = await run('serve', inputs.serve({ ...outputs, register, serverUrl }));
      return { gate, outcome: 'promoted', model, served };
    }
    tracker.leaveOut('serve');
    return { gate, outcome: 'promoted', model };
  }
}

/** A promotion, or the reason why there is none: production has moved on, or a person holds this version back. */
type Promoting = StageOutputs['promote'] | { movedOn: string } | { heldBack: string };

async function promote(input: StageInputs['promote']): Promise<StageResult<Promoting>> {
  try {
    return await computeStage('promote', input);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'artifacts/conflict') return { output: { movedOn: causeOf(error) }, cached: false };
    if (code === 'artifacts/rolled-back') return { output: { heldBack: causeOf(error) }, cached: false };
    throw error;
  }
}

function summaryOfPromotion(promotion: Promoting): string {
  if ('movedOn' in promotion) return promotion.movedOn;
  if ('heldBack' in promotion) return promotion.heldBack;
  return summaries.promote(promotion);
}
