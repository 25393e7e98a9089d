import type { Program } from '../program/program.ts';
import { useBiasOperations } from './bias.ts';
import { dropDeadCode } from './dead-code.ts';
import { usePlainMatrixProducts } from './matrix-products.ts';
import { usePointwiseGradients } from './pointwise-gradients.ts';
import { useGradientsOfPooledActivations } from './pooled-activations.ts';
import { dropNeedlessReshapes } from './reshapes.ts';

/** Program → Program: computes the same, in fewer or faster operations. */
export type Pass = (program: Program) => Program;

/** What every compiled program goes through, in this order. */
export const fusionPasses: readonly Pass[] = [
  usePlainMatrixProducts,
  usePointwiseGradients,
  useGradientsOfPooledActivations,
  dropNeedlessReshapes,
  useBiasOperations,
  dropNeedlessReshapes,
  dropDeadCode,
];

export function applyPasses(program: Program, passes: readonly Pass[]): Program {
  return passes.reduce((current, pass) => pass(current), program);
}
