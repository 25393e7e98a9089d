import { Program } from '../program/program.ts';
import { useBiasOperations } from './bias.ts';
import { dropDeadCode } from './dead-code.ts';
import { dropDuplicates } from './duplicates.ts';
import { hoistInvariants } from './hoist-invariants.ts';
import { usePlainMatrixProducts } from './matrix-products.ts';
import { usePointwiseGradients } from './pointwise-gradients.ts';
import { useGradientsOfPooledActivations } from './pooled-activations.ts';
import { dropNeedlessReshapes } from './reshapes.ts';

/** Program → Program: computes the same, in fewer or faster operations. */
export type Pass = (program: Program) => Program;

/** What every compiled program goes through, in this order. */
export const fusionPasses: readonly Pass[] = [
  (program) => hoistInvariants(program),
  usePlainMatrixProducts,
  usePointwiseGradients,
  useGradientsOfPooledActivations,
  dropNeedlessReshapes,
  useBiasOperations,
  dropNeedlessReshapes,
  dropDuplicates,
  dropDeadCode,
];

/** To the program and to the bodies of its loops. */
export function applyPasses(program: Program, passes: readonly Pass[]): Program {
  const nodes = program.nodes.map((node) => {
    const { body } = node.attributes;
    if (body?.type !== 'program') return node;
    const value = applyPasses(new Program(body.value), passes);
    return { ...node, attributes: { ...node.attributes, body: { type: 'program' as const, value } } };
  });
  return passes.reduce((current, pass) => pass(current), program.with({ nodes }));
}
