import { tf } from '../../../tensorflow.ts';

/**
 * The arithmetic of a recurrent cell, and its backpropagation by hand. All tensors are `[batch, …]`;
 * the first state is the output.
 */
export interface Recurrence {
  /** One time step of its projected input, the states before it and the recurrent weights. */
  readonly forward: (projection: tf.Tensor, states: tf.Tensor[], weights: tf.Tensor[]) => Step;
  /** The gradients of that step. A state that nothing after it uses has none. */
  readonly backward: (gradients: (tf.Tensor | undefined)[], step: PastStep, weights: tf.Tensor[]) => StepGradients;
  /** The gradients of the weights from the factors of all time steps, as rows; for all weights that there may be. */
  readonly weightGradients: (factors: tf.Tensor[]) => tf.Tensor[];
}

interface Step {
  readonly states: tf.Tensor[];
  /** What its gradient needs besides the states before it. */
  readonly kept: tf.Tensor[];
}

interface PastStep {
  readonly before: tf.Tensor[];
  readonly kept: tf.Tensor[];
}

interface StepGradients {
  readonly projection: tf.Tensor;
  /** Those of the states before the step. */
  readonly states: tf.Tensor[];
  /** What {@link Recurrence.weightGradients} needs of the step. */
  readonly factors: tf.Tensor[];
}

export interface Sequence {
  /** `[batch, time, …]`: the products of the inputs with their kernel. */
  readonly projection: tf.Tensor;
  /** Added to each step of the projection: in small pieces it costs a fraction of what it costs over the whole. */
  readonly bias: tf.Tensor | undefined;
  readonly weights: tf.Tensor[];
  readonly initialStates: tf.Tensor[];
  readonly goBackwards: boolean;
  /** Whether the outputs of all time steps are wanted, in the order in which they were computed, or only the last. */
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

/**
 * Runs a recurrence over time, in operations linear in the time steps. The gradient of each weight is one matrix
 * product over all time steps (backpropagation through time, Werbos 1990).
 *
 * @returns the output, `[batch, units]` or `[batch, time, units]`, then the last states if they are wanted
 */
export function runRecurrence(recurrence: Recurrence, sequence: Sequence): tf.Tensor[] {
  const { projection, bias, weights, initialStates, returnSequences, returnState } = sequence;
  const run = tf.customGrad((...inputs) => {
    const save = inputs.pop() as unknown as tf.GradSaveFunc;
    const { value, steps } = forward(recurrence, sequence, inputs as tf.Tensor[]);
    save([
      ...(inputs as tf.Tensor[]).slice(bias ? 2 : 1),
      ...steps.flatMap(({ states, kept }) => [...states, ...kept]),
    ]);
    const shape = steps.map(({ states, kept }) => [states.length, kept.length]);
    return { value, gradFunc: (dy, saved) => backward(recurrence, sequence, { dy, saved, shape }) };
  });
  const value = run(projection, ...(bias ? [bias] : []), ...weights, ...initialStates);
  if (!returnState) return [value];
  if (value.rank === 2) return [value, value];
  const [batch, count, units] = value.shape as [number, number, number];
  const others = initialStates.length - 1;
  const at = (index: number): tf.Tensor => value.slice([0, index, 0], [batch, 1, units]).reshape([batch, units]);
  const last = count - others - 1;
  const output = returnSequences ? value.slice([0, 0, 0], [batch, last + 1, units]) : at(last);
  return [output, at(last), ...Array.from({ length: others }, (_, index) => at(last + 1 + index))];
}

/** The places of the time steps in the order in which they are computed. */
function timeOrder({ projection, goBackwards }: Sequence): number[] {
  const order = Array.from({ length: projection.shape[1] as number }, (_, time) => time);
  return goBackwards ? order.toReversed() : order;
}

/**
 * What is wanted of all steps in one tensor: `[batch, units]`,
 * or `[batch, count, units]` with the other last states at the end.
 */
function forward(
  recurrence: Recurrence,
  sequence: Sequence,
  [projection, ...others]: tf.Tensor[],
): { value: tf.Tensor; steps: Step[] } {
  const bias = sequence.bias ? others.shift() : undefined;
  const weights = others.splice(0, sequence.weights.length);
  let states = others;
  const products = tf.unstack(projection as tf.Tensor, 1);
  const steps = timeOrder(sequence).map((time) => {
    const product = products[time] as tf.Tensor;
    const step = recurrence.forward(bias ? product.add(bias) : product, states, weights);
    states = step.states;
    return step;
  });
  const outputs = steps.map((step) => step.states[0] as tf.Tensor);
  const wanted = [
    ...(sequence.returnSequences ? outputs : outputs.slice(-1)),
    ...(sequence.returnState ? states.slice(1) : []),
  ];
  const alone = wanted.length === 1 && !sequence.returnSequences;
  return { value: alone ? (wanted[0] as tf.Tensor) : tf.stack(wanted, 1), steps };
}

/** The gradients of the projection, the bias, the weights and the initial states. */
function backward(
  recurrence: Recurrence,
  sequence: Sequence,
  { dy, saved, shape }: { dy: tf.Tensor; saved: tf.Tensor[]; shape: number[][] },
): tf.Tensor[] {
  const rest = [...saved];
  const weights = rest.splice(0, sequence.weights.length);
  let before = rest.splice(0, sequence.initialStates.length);
  const steps = shape.map(([states, kept]) => {
    const step = { before, kept: [] as tf.Tensor[] };
    before = rest.splice(0, states);
    step.kept = rest.splice(0, kept);
    return step;
  });

  const given = dy.rank === 2 ? [dy] : tf.unstack(dy, 1);
  const ofOutputs = given.slice(0, sequence.returnSequences ? steps.length : 1);
  let ofStates: (tf.Tensor | undefined)[] = [undefined, ...given.slice(ofOutputs.length)];
  const gradients: StepGradients[] = [];
  const order = timeOrder(sequence);
  for (let index = steps.length - 1; index >= 0; index--) {
    const ofOutput = ofOutputs[index - steps.length + ofOutputs.length];
    const [ofState, ...others] = ofStates;
    const total = ofState && ofOutput ? ofState.add(ofOutput) : (ofState ?? ofOutput);
    const gradient = recurrence.backward([total, ...others], steps[index] as PastStep, weights);
    gradients[order[index] as number] = gradient;
    ofStates = gradient.states;
  }
  const ofProjections = gradients.map(({ projection }) => projection);
  const factors = (gradients[0] as StepGradients).factors.map((_, index) =>
    asRows(gradients.map((gradient) => gradient.factors[index] as tf.Tensor)),
  );
  const ofWeights = recurrence.weightGradients(factors).slice(0, weights.length);
  const ofBias = sequence.bias ? [tf.addN(ofProjections).sum(0)] : [];
  return [tf.stack(ofProjections, 1), ...ofBias, ...ofWeights, ...(ofStates as tf.Tensor[])];
}

/** Tensors `[batch, size]` of all time steps as `[batch · time, size]`. */
function asRows(tensors: tf.Tensor[]): tf.Tensor {
  const [batch, size] = (tensors[0] as tf.Tensor2D).shape;
  return tf.stack(tensors, 1).reshape([batch * tensors.length, size]);
}
