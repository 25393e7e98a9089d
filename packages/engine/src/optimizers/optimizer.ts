import { fitsPattern, type OptimizerSpec } from '@sightline/contracts';
import { ProgramBuilder } from '../program/builder.ts';
import type { Program, Value, Variable } from '../program/program.ts';
import { clipGradients } from './clipping.ts';
import { addMovingAverage } from './moving-average.ts';
import type { Update } from './rules/update-rule.ts';
import { updateRuleOf } from './rules/update-rules.ts';

/** The gradients in a program's outputs, and the scalars that an update needs among its inputs. */
export interface GradientProgram {
  readonly program: Program;
  /** Variables by name, each with the output that is its gradient. */
  readonly gradients: ReadonlyMap<string, Value>;
  /** What a variable is replaced by after each update, by its name: programs from its value to the new one. */
  readonly constraints?: ReadonlyMap<string, Program>;
  readonly learningRate: Value;
  /** int32, the count of calls before this one. */
  readonly step: Value;
}

/** The slot of the gradients that are added up. */
const ACCUMULATED = 'gradients';

/** Whether a call only adds to the accumulated gradients, or updates the weights by them. */
export type Phase = 'accumulate' | 'update';

/**
 * Adds an optimizer to a program that computes gradients. Its slots become variables `<weight>/<slot>`.
 *
 * @returns a program whose call changes the variables
 */
export function addOptimizer(
  { program, gradients, constraints, learningRate, step }: GradientProgram,
  spec: OptimizerSpec,
  phase: Phase,
): Program {
  const builder = new ProgramBuilder(program);
  const targets = program.variables.filter(({ name }) => gradients.has(name));
  const given = targets.map(({ name }) => gradients.get(name) as Value);
  const averaged =
    spec.accumulationSteps > 1
      ? accumulate(builder, { variables: targets, gradients: given, steps: spec.accumulationSteps, phase })
      : given;
  if (phase === 'update') {
    const clipped = clipGradients(builder, averaged, spec);
    const updates = builder.map(
      'AddV2',
      builder.map('Floor', builder.map('Div', builder.cast(step, 'float32'), builder.scalar(spec.accumulationSteps))),
      builder.scalar(1),
    );
    targets.forEach((variable, index) => {
      const gradient = clipped[index] as Value;
      const weight = isAssigned(program, variable) ? builder.read(variable) : variable;
      updateVariable(builder, spec, { variable, weight, gradient, learningRate, step: updates });
      const constraint = constraints?.get(variable.name);
      // Last, so the moving average is one of weights before the constraint, as in Keras.
      if (constraint) builder.assign(variable, builder.splice(constraint, [builder.read(variable)])[0] as Value);
    });
  }
  return builder.build();
}

/** What an optimizer keeps of each weight, `<weight>/<slot>`, besides its moving average. */
export function slotsOf(spec: OptimizerSpec): string[] {
  return [...Object.keys(updateRuleOf(spec).slots(spec)), ...(spec.accumulationSteps > 1 ? [ACCUMULATED] : [])];
}

function updateVariable(
  builder: ProgramBuilder,
  spec: OptimizerSpec,
  update: Omit<Update, 'slots'> & { variable: Variable; weight: Value },
): void {
  const { variable, weight } = update;
  const { name, shape, data } = variable;
  const factor = learningRateFactor(spec, name);
  const learningRate =
    factor === 1 ? update.learningRate : builder.map('Mul', update.learningRate, builder.scalar(factor));
  if (spec.weightDecay > 0 && !spec.excludeFromWeightDecay.some((part) => name.includes(part))) {
    const shrunk = builder.map('Mul', weight, builder.map('Mul', learningRate, builder.scalar(spec.weightDecay)));
    builder.subtract(variable, shrunk);
  }
  const rule = updateRuleOf(spec);
  const slots = Object.entries(rule.slots(spec)).map(([slot, initial]) => [
    slot,
    builder.variable(`${name}/${slot}`, new Float32Array(data.length).fill(initial ?? 0), shape),
  ]);
  rule.update(builder, spec, { ...update, learningRate, slots: Object.fromEntries(slots) });
  if (spec.emaMomentum !== undefined) {
    addMovingAverage(builder, variable, { momentum: spec.emaMomentum, step: update.step });
  }
}

/** Whether the layers themselves change a variable, as spectral normalisation does. */
function isAssigned({ nodes }: Program, { id }: Variable): boolean {
  return nodes.some(({ op, inputs }) => op === 'AssignVariableOp' && inputs[0] === id);
}

function learningRateFactor({ learningRateFactors = {} }: OptimizerSpec, name: string): number {
  const [, factor = 1] = Object.entries(learningRateFactors).find(([pattern]) => fitsPattern(name, pattern)) ?? [];
  return factor;
}

/** Adds the gradients to those of the calls before; the mean of all of them where the weights are updated. */
function accumulate(
  builder: ProgramBuilder,
  {
    variables,
    gradients,
    steps,
    phase,
  }: { variables: readonly Variable[]; gradients: readonly Value[]; steps: number; phase: Phase },
): Value[] {
  return variables.map(({ name, shape, data }, index) => {
    const sum = builder.variable(`${name}/${ACCUMULATED}`, new Float32Array(data.length), shape);
    const total = builder.map('AddV2', sum, gradients[index] as Value);
    builder.assign(
      sum,
      phase === 'accumulate' ? total : builder.constant(new Float32Array(data.length), shape, 'float32'),
    );
    return builder.map('Mul', total, builder.scalar(1 / steps));
  });
}
