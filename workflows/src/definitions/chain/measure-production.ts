import type { Pipeline, StageInputs } from '@sightline/contracts';
import { productionVersion, runWithin } from './activities.ts';
import { causeOf, lastingCodeOf } from './failures.ts';

/**
 * The model in production measured on the samples that the new one was measured on, where that is asked for. One that
 * cannot be measured there is for the gate to judge: the new model is made and must not be lost.
 */
export async function measureProduction(
  { deploy, gate, budget }: Pipeline,
  measured: StageInputs['evaluate'],
): Promise<StageInputs['gate']['production']> {
  const production = gate.notWorseThanProduction === false ? null : await productionVersion(deploy);
  if (!production) return undefined;
  const { version, model } = production;
  try {
    const how = { within: 'gate', tries: budget?.tries } as const;
    const { evaluation } = await runWithin(how, 'evaluate', { ...measured, model });
    return { version, evaluation };
  } catch (error) {
    const code = lastingCodeOf(error);
    if (code) return { version, problem: { code, message: causeOf(error) } };
    throw error;
  }
}
