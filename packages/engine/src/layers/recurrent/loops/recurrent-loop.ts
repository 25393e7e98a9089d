import { type CellKind, scan, type ScanBody } from '../../../record/scan.ts';
import { tf } from '../../../tensorflow.ts';
import { loopCell } from './cell-loop.ts';
import { drawMasks, dropped } from '../recurrent-dropout.ts';
import type { Cell, Kwargs, RecurrentLayer } from '../recurrent-layer.ts';
import { loopRecurrence } from './recurrence-loop.ts';
import type { Recurrence } from '../recurrences/recurrence.ts';
import type { StepContext } from '../../../record/step-context.ts';
import type { Outcome } from './trainable-loop.ts';

/** Cells whose output is the first of their states. */
const CELLS = new Set(['SimpleRNNCell', 'LSTMCell', 'GRUCell', 'ResetAfterGRUCell', 'ConvLSTM2DCell']);

/** Whether the layer can be recorded as a loop over any number of time steps: not within gradients of gradients. */
export function canLoop({ cell }: RecurrentLayer): boolean {
  const { gradientDepth } = (tf.engine() as unknown as { state: { gradientDepth: number } }).state;
  return gradientDepth < 2 && (cell.cells ?? [cell]).every((each) => CELLS.has(each.getClassName()));
}

interface Call {
  readonly inputs: tf.Tensor | tf.Tensor[];
  readonly kwargs: Kwargs;
  /** The arithmetic of the cell, where tfjs is not alone to know it. */
  readonly recurrence: Recurrence | undefined;
}

/**
 * A recurrent layer as a loop of the program (see {@link scan}). A masked step leaves states and output as they were.
 */
export function loopOver(
  layer: RecurrentLayer,
  { inputs, kwargs, recurrence }: Call,
  context: StepContext,
): tf.Tensor | tf.Tensor[] {
  const { cell, goBackwards, returnSequences, returnState } = layer;
  return tf.tidy(() => {
    const [input] = [inputs].flat() as [tf.Tensor];
    const mask = kwargs.mask as tf.Tensor | null | undefined;
    const initialStates = (kwargs.initialState as tf.Tensor[] | undefined) ?? zeroStates(layer, input);
    const loop: Loop = {
      input: swapBatchAndTime(input),
      masks: mask ? [swapBatchAndTime(mask.cast('bool'))] : [],
      initialStates,
      reverse: goBackwards,
      wanted: { outputs: returnSequences, states: returnState || !returnSequences },
    };
    const { outputs, states } = ((): Outcome => {
      if (!kwargs.training) return inferLoop(cell, recurrence, loop);
      if (!recurrence || mask || cell.recurrentDropout > 0) return trainCell(layer, loop, context);
      const { kernel, recurrentKernel, bias } = weightsOf(cell);
      const [inputBias, stateBias] = biasesOf(bias);
      return loopRecurrence(recurrence, {
        ...loop,
        input: swapBatchAndTime(dropped(layer, { input, kwargs }, context)),
        kernel,
        bias: inputBias,
        weights: [recurrentKernel, ...(stateBias ? [stateBias] : [])],
      });
    })();
    const inOrder = outputs && goBackwards ? outputs.reverse(0) : outputs;
    const output = returnSequences ? swapBatchAndTime(inOrder as tf.Tensor) : (states[0] as tf.Tensor);
    return returnState ? [output, ...states] : output;
  });
}

interface Loop {
  /** `[time, batch, …]` */
  readonly input: tf.Tensor;
  /** None, or one: `[time, batch]`. */
  readonly masks: tf.Tensor[];
  readonly initialStates: tf.Tensor[];
  readonly reverse: boolean;
  readonly wanted: { readonly outputs: boolean; readonly states: boolean };
}

function inferLoop(cell: Cell, recurrence: Recurrence | undefined, loop: Loop): Outcome {
  const { input, masks, initialStates, reverse } = loop;
  const { states, results } = scan(masked(recurrence ? stepBy(recurrence) : stepOf(cell)), {
    states: initialStates,
    sequences: [input, ...masks],
    weights: recurrence ? Object.values(weightsOf(cell)).filter((weight) => weight !== undefined) : [],
    reverse,
    cell: recurrence && masks.length === 0 ? kindOf(cell) : undefined,
  });
  return { outputs: results[0], states };
}

function trainCell(layer: RecurrentLayer, loop: Loop, context: StepContext): Outcome {
  const { input, masks, initialStates, reverse, wanted } = loop;
  const { cell } = layer;
  const [, ...shape] = input.shape;
  const first = input.slice(0, [1, ...shape]).squeeze([0]);
  const { tensors, wearing } = drawMasks(cell, [first, ...initialStates]);
  const step = stepOf(cell, true);
  return loopCell(
    masked((...given) => wearing(given[2], () => step(...given))),
    {
      sequences: [input, ...masks],
      initialStates,
      weights: context.isFrozen(layer) ? [] : layer.trainableWeights.map((weight) => weight.read()),
      drawn: tensors,
      reverse,
      wanted,
    },
  );
}

function weightsOf({ kernel, recurrentKernel, bias }: Cell) {
  return { kernel: kernel.read(), recurrentKernel: recurrentKernel.read(), bias: bias?.read() };
}

/** The bias of the inputs, and that of the state where there are two rows. */
function biasesOf(bias: tf.Tensor | undefined): (tf.Tensor | undefined)[] {
  return bias?.rank === 2 ? tf.unstack(bias) : [bias];
}

function kindOf(cell: Cell): CellKind {
  const { activation, recurrentActivation = activation } = cell;
  return {
    className: cell.getClassName(),
    activation: activation.getClassName(),
    recurrentActivation: recurrentActivation.getClassName(),
  };
}

/** A step by the arithmetic of a cell, of its kernel, recurrent kernel and bias. */
function stepBy(recurrence: Recurrence): ScanBody {
  return ([input], before, [kernel, recurrentKernel, bias]) => {
    const product = tf.matMul(input as tf.Tensor, kernel as tf.Tensor);
    const [inputBias, stateBias] = biasesOf(bias);
    const weights = [recurrentKernel as tf.Tensor, ...(stateBias ? [stateBias] : [])];
    const { states } = recurrence.forward(inputBias ? product.add(inputBias) : product, before, weights);
    return { states, results: states.slice(0, 1) };
  };
}

/** A step as the cell itself computes it. */
function stepOf(cell: Cell, training = false): ScanBody {
  return ([input], before) => {
    const [output, ...states] = cell.call([input as tf.Tensor, ...before], { training }) as [tf.Tensor];
    return { states, results: [output] };
  };
}

/** Where the sequences end in a mask: a step that leaves states and output as they were where it is false. */
function masked(body: ScanBody): ScanBody {
  return ([input, mask], before, weights) => {
    const { states, results } = body([input as tf.Tensor], before, weights);
    if (!mask) return { states, results };
    const where = (after: tf.Tensor, otherwise: tf.Tensor): tf.Tensor => {
      const condition = mask.reshape([-1, ...after.shape.slice(1).map(() => 1)]);
      return tf.where(condition, after, otherwise);
    };
    return {
      states: states.map((state, index) => where(state, before[index] as tf.Tensor)),
      results: results.map((result) => where(result, before[0] as tf.Tensor)),
    };
  };
}

/** `[batch, time, …]` as `[time, batch, …]`, and back. */
function swapBatchAndTime(tensor: tf.Tensor): tf.Tensor {
  return tensor.transpose([1, 0, ...Array.from({ length: tensor.rank - 2 }, (_, axis) => axis + 2)]);
}

/** States of zeros, by operations that hold for any batch. */
function zeroStates(layer: RecurrentLayer, input: tf.Tensor): tf.Tensor[] {
  const [batch = 0] = input.shape;
  const image = layer.computeSingleOutputShape?.(input.shape).slice(2);
  const shapes = [layer.cell.stateSize].flat().map((units) => image ?? [units]);
  // Not taped: nothing in it is trained.
  const zero = tf.customGrad(() => ({
    value: input.slice(0, [batch, ...input.shape.slice(1).map(() => 1)]).zerosLike(),
    gradFunc: () => [],
  }))();
  return shapes.map((shape) => zero.reshape([-1, ...shape.map(() => 1)]).tile([1, ...shape]));
}
