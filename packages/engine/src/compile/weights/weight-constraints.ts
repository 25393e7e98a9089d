import { EngineError } from '../../errors.ts';
import { layersWithin } from '../../layers/model/layers-within.ts';
import { formatType, type Program, valuesOf } from '../../program/program.ts';
import { trace } from '../../record/tracing/trace.ts';
import type { tf } from '../../tensorflow.ts';

type Weight = tf.LayersModel['weights'][number];

interface Constraint {
  apply(weight: tf.Tensor): tf.Tensor;
}

/** The constraint of a weight, which tfjs keeps private. */
export function constraintOf(weight: Weight): Constraint | undefined {
  return (weight as unknown as { constraint?: Constraint | null }).constraint ?? undefined;
}

/**
 * The constraints (`maxNorm`, custom ones, …) of a model's trainable weights, except for known ones, as programs from
 * the weight to what replaces it.
 *
 * @returns by the weight's variable
 * @throws EngineError `engine/not-recordable` or `engine/invalid-options`, naming weight and layer
 */
export function recordConstraints(
  model: tf.LayersModel,
  isKnown: (variable: tf.Variable) => boolean,
): Map<tf.Variable, Program> {
  const programs = new Map<tf.Variable, Program>();
  for (const weight of model.trainableWeights) {
    const constraint = constraintOf(weight);
    const variable = weight.read() as tf.Variable;
    if (!constraint || isKnown(variable)) continue;
    programs.set(
      variable,
      recordConstraint(variable, constraint, () => `${weight.originalName}${ownerOf(model, weight)}`),
    );
  }
  return programs;
}

function recordConstraint(variable: tf.Variable, constraint: Constraint, describe: () => string): Program {
  let program: Program;
  try {
    program = trace(() => ({ constrained: constraint.apply(variable) }), {
      inputs: [{ name: 'weight', tensor: variable }],
    });
  } catch (cause) {
    throw new EngineError(
      cause instanceof EngineError ? cause.code : 'engine/invalid-options',
      `The constraint of ${describe()} cannot be applied: ${(cause as Error).message}`,
      { cause },
    );
  }
  const made = valuesOf(program).get(program.outputs[0]?.id ?? -1);
  const { dtype, shape } = variable;
  if (made && made.dtype === dtype && String(made.shape) === String(shape)) return program;
  throw new EngineError(
    'engine/invalid-options',
    `The constraint of ${describe()} made ${made ? formatType(made) : 'nothing'} of it. Return a tensor like the ` +
      `weight: ${formatType({ dtype, shape })}.`,
  );
}

function ownerOf(model: tf.LayersModel, weight: Weight): string {
  const owner = [...layersWithin(model)].findLast((layer) => layer.weights.includes(weight));
  return owner ? ` of layer "${owner.name}"` : '';
}
