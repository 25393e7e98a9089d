import { tf } from '../../tensorflow.ts';
import { gruRecurrence, resetAfterRecurrence } from './recurrences/gru-recurrence.ts';
import { lstmRecurrence } from './recurrences/lstm-recurrence.ts';
import { type Recurrence, runRecurrence } from './recurrences/recurrence.ts';
import { type RecurrentActivation, recurrentActivation } from './recurrences/recurrent-activations.ts';
import { dropped, withDropout } from './recurrent-dropout.ts';
import type { Cell, Kwargs, RecurrentLayer } from './recurrent-layer.ts';
import { canLoop, loopOver } from './loops/recurrent-loop.ts';
import { requireStateless } from '../checks/require-compilable.ts';
import { simpleRecurrence } from './recurrences/simple-recurrence.ts';
import type { StepContext } from '../../record/step-context.ts';

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
 * Recurrent layers with the input projection as one matrix product over all time steps, and one for each weight's
 * gradient. What that does not cover (masks, dropout of the states, stacked and convolutional cells, unusual
 * activations, gradients of gradients) runs step by step as in tfjs, with one dropout mask a sequence.
 *
 * @throws EngineError `engine/not-recordable` for a stateful layer
 */
export function lowerRecurrent(layer: tf.layers.Layer, context: StepContext): tf.layers.Layer['call'] {
  const recurrent = layer as RecurrentLayer;
  requireStateless(layer);
  const call = layer.call.bind(layer);
  return (inputs, kwargs) => {
    if (context.freeTime && canLoop(recurrent)) {
      const arithmetic = recurrenceOf(recurrent.cell);
      return withDropout(recurrent, context, () =>
        loopOver(recurrent, { inputs, kwargs, recurrence: arithmetic }, context),
      );
    }
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

/** The arithmetic of the layer's cell, where the layer can be computed as one sequence. */
function wholeSequence({ cell }: RecurrentLayer, kwargs: Kwargs): Recurrence | undefined {
  const { gradientDepth } = (tf.engine() as unknown as { state: { gradientDepth: number } }).state;
  if (
    (kwargs.mask !== undefined && kwargs.mask !== null) ||
    gradientDepth > 1 ||
    (kwargs.training && cell.recurrentDropout > 0)
  )
    return undefined;
  return recurrenceOf(cell);
}

/** The arithmetic of a cell; `undefined` where tfjs alone knows it. */
function recurrenceOf(cell: Cell): Recurrence | undefined {
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
