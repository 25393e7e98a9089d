import {
  type Pipeline,
  PLANS,
  stageInputs,
  type StageInputs,
  type StageName,
  type StageOutputs,
} from '@sightline/contracts';
import type { StagesInTerminal } from './stages-in-terminal.ts';

const PLAN: readonly StageName[] = PLANS.trainToServe;
/** The stages that need nothing but the spec and what earlier stages gave. */
export const STAGES_TO_STOP_AFTER: readonly StageName[] = PLAN.slice(0, PLAN.indexOf('gate'));
/** The stages whose results are kept for later runs. */
export const STAGES_TO_START_FROM: readonly StageName[] = PLAN.slice(0, PLAN.indexOf('register'));

/** A stage and all that follow it. */
export function stagesFrom(stage: StageName): StageName[] {
  return PLAN.slice(PLAN.indexOf(stage));
}

/**
 * Runs the stages of a pipeline in this process, one after the other.
 *
 * @param last one of {@link STAGES_TO_STOP_AFTER}
 * @returns what each stage gave, by its name
 * @throws what a stage throws
 */
export async function runUntil(
  pipeline: Pipeline,
  last: StageName,
  stages: StagesInTerminal,
): Promise<Partial<StageOutputs>> {
  const inputs = stageInputs(pipeline) as unknown as {
    [Name in StageName]: (given: Partial<StageOutputs>) => StageInputs[Name];
  };
  const outputs: Partial<StageOutputs> = {};
  const outputOf = <Name extends StageName>(name: Name): Promise<StageOutputs[Name]> =>
    stages.run(name, inputs[name](outputs));
  for (const name of PLAN.slice(0, PLAN.indexOf(last) + 1)) Object.assign(outputs, { [name]: await outputOf(name) });
  return outputs;
}
