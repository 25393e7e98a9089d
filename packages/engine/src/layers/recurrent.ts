import { tf } from '../tensorflow.ts';
import { dropUnits } from './dropout.ts';
import { gruRecurrence, resetAfterRecurrence } from './gru-recurrence.ts';
import { lstmRecurrence } from './lstm-recurrence.ts';
import { type Recurrence, runRecurrence } from './recurrence.ts';
import { type RecurrentActivation, recurrentActivation } from './recurrent-activations.ts';
import { requireStateless } from './require-compilable.ts';
import { simpleRecurrence } from './simple-recurrence.ts';
import type { StepContext } from './step-context.ts';

interface Weight {
  read(): tf.Tensor;
}

interface Activation {
  getClassName(): string;
}

interface Cell extends tf.layers.Layer {
  kernel: Weight;
  recurrentKernel: Weight;
  bias?: Weight | null;
  activation: Activation;
  recurrentActivation?: Activation;
  dropout: number;
  recurrentDropout: number;
  dropoutFunc?: ((ones: tf.Tensor, rate: number) => tf.Tensor) | undefined;
  dropoutMask: tf.Tensor | tf.Tensor[] | null;
  recurrentDropoutMask: tf.Tensor | tf.Tensor[] | null;
  stateSize: number | number[];
  /** Those of a stack. */
  cells?: Cell[];
}

interface RecurrentLayer extends tf.layers.Layer {
  cell: Cell;
  goBackwards: boolean;
  returnSequences: boolean;
  returnState: boolean;
}

/** By the cell's class. */
const recurrences: Readonly<
  Record<string, (activation: RecurrentActivation, gateActivation: RecurrentActivation) => Recurrence>
> = {
  SimpleRNNCell: simpleRecurrence,
  LSTMCell: lstmRecurrence,
  GRUCell: gruRecurrence,
  ResetAfterGRUCell: resetAfterRecurrence,
};

/**
 * Recurrent layers with the input projection as one matrix product over all time steps, and one for each weight's gradient. What that does not cover
 * (masks, dropout of the states, stacked and convolutional cells, unusual activations, gradients of gradients) runs step by step as in tfjs, with one
 * dropout mask a sequence.
 *
 * @throws EngineError `engine/not-recordable` for a stateful layer
 */
export function lowerRecurrent(layer: tf.layers.Layer, context: StepContext): tf.layers.Layer['call'] {
  const recurrent = layer as RecurrentLayer;
  requireStateless(layer);
  const call = layer.call.bind(layer);
  return (inputs, kwargs) => {
    const recurrence = wholeSequence(recurrent, kwargs);
    if (!recurrence) return withDropout(recurrent, context, () => call(inputs, kwargs));
    return tf.tidy(() => {
      const [input] = [inputs].flat() as [tf.Tensor];
      const outputs = sequence(recurrent, {
        recurrence,
        input: dropped(recurrent, { input, kwargs }, context),
        kwargs,
      });
      return recurrent.returnState ? outputs : (outputs[0] as tf.Tensor);
    });
  };
}

type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/** The arithmetic of the layer's cell, where the layer can be computed as one sequence. */
function wholeSequence({ cell }: RecurrentLayer, kwargs: Kwargs): Recurrence | undefined {
  const { gradientDepth } = (tf.engine() as unknown as { state: { gradientDepth: number } }).state;
  if (
    (kwargs.mask !== undefined && kwargs.mask !== null) ||
    gradientDepth > 1 ||
    (kwargs.training && cell.recurrentDropout > 0)
  )
    return undefined;
  const recurrence = recurrences[cell.getClassName()];
  if (!recurrence) return undefined;
  const activation = recurrentActivation(cell.activation);
  const gateActivation = recurrentActivation(cell.recurrentActivation ?? cell.activation);
  return activation && gateActivation && recurrence(activation, gateActivation);
}

function sequence(
  { cell, goBackwards, returnSequences, returnState }: RecurrentLayer,
  { recurrence, input, kwargs }: { recurrence: Recurrence; input: tf.Tensor; kwargs: Kwargs },
): tf.Tensor[] {
  const [batch, time, size] = input.shape as [number, number, number];
  const kernel = cell.kernel.read() as tf.Tensor2D;
  const bias = cell.bias?.read();
  // Two rows: for the input and for the state.
  const [inputBias, stateBias] = bias?.rank === 2 ? tf.unstack(bias) : [bias];
  const projection = tf.matMul(input.reshape([batch * time, size]), kernel);
  return runRecurrence(recurrence, {
    projection: projection.reshape([batch, time, kernel.shape[1]]),
    bias: inputBias,
    weights: [cell.recurrentKernel.read(), ...(stateBias ? [stateBias] : [])],
    initialStates:
      (kwargs.initialState as tf.Tensor[] | undefined) ??
      [cell.stateSize].flat().map((units) => tf.zeros([batch, units])),
    goBackwards,
    returnSequences,
    returnState,
  });
}

/** The input with the same features dropped at all time steps. */
function dropped(
  { cell, name }: RecurrentLayer,
  { input, kwargs }: { input: tf.Tensor; kwargs: Kwargs },
  context: StepContext,
): tf.Tensor {
  if (!kwargs.training || cell.dropout <= 0) return input;
  const [batch, , size] = input.shape as [number, number, number];
  return dropUnits(input, { rate: cell.dropout, shape: [batch, 1, size], layer: name }, context);
}

/** Lets the cells draw their dropout masks in the graph, and anew. */
function withDropout<Result>({ cell, name }: RecurrentLayer, context: StepContext, run: () => Result): Result {
  const cells = cellsOf(cell);
  const own = cells.map(({ dropoutFunc }) => dropoutFunc);
  for (const each of cells) {
    forgetMasks(each);
    each.dropoutFunc = (ones, rate) => dropUnits(ones, { rate, shape: ones.shape, layer: name }, context);
  }
  try {
    return run();
  } finally {
    cells.forEach((each, index) => {
      forgetMasks(each);
      each.dropoutFunc = own[index];
    });
  }
}

function cellsOf(cell: Cell): Cell[] {
  return cell.cells?.flatMap(cellsOf) ?? [cell];
}

/** So that the cell draws anew for the next sequence. */
export function forgetMasks(cell: Pick<Cell, 'dropoutMask' | 'recurrentDropoutMask'>): void {
  tf.dispose([cell.dropoutMask ?? [], cell.recurrentDropoutMask ?? []].flat());
  cell.dropoutMask = null;
  cell.recurrentDropoutMask = null;
}
