import { tf } from '../../../tensorflow.ts';
import type { Recurrence } from '../recurrences/recurrence.ts';
import { type Outcome, trainLoop, type Wanted } from './trainable-loop.ts';

export interface LoopedSequence {
  /** `[time, batch, features]` */
  readonly input: tf.Tensor;
  readonly kernel: tf.Tensor;
  /** Added to the product of input and kernel. */
  readonly bias: tf.Tensor | undefined;
  readonly weights: tf.Tensor[];
  readonly initialStates: tf.Tensor[];
  readonly reverse: boolean;
  readonly wanted: Wanted;
}

/**
 * Runs a recurrence over any number of time steps so that it can be trained: one loop forward, which keeps what the
 * gradient needs, and one back. As in {@link runRecurrence}, input and weights meet in one matrix product over all time
 * steps, and so do the gradients of each weight.
 */
export function loopRecurrence(recurrence: Recurrence, sequence: LoopedSequence): Outcome {
  const { input, kernel, bias, weights, initialStates, reverse, wanted } = sequence;
  const [biases, count] = [bias ? [bias] : [], initialStates.length];
  const partsOf = ([x, first, ...others]: tf.Tensor[]) => ({
    x: x as tf.Tensor,
    matrix: first as tf.Tensor,
    states: others.slice(biases.length + weights.length),
    inLoop: others.slice(0, biases.length + weights.length),
  });
  // One tensor to keep for each step costs less than many.
  let sizes: number[] = [];
  return trainLoop({
    trained: [input, kernel, ...biases, ...weights, ...initialStates],
    constant: [],
    wanted,
    inputs(tensors) {
      const { x, matrix, states, inLoop } = partsOf(tensors);
      const product = tf.matMul(x, matrix);
      const projection = bias ? product.add(inLoop[0] as tf.Tensor) : product;
      return { states, sequences: [projection], weights: inLoop.slice(biases.length), reverse };
    },
    forward([projection], before, inLoop) {
      const { states, kept } = recurrence.forward(projection as tf.Tensor, before, inLoop);
      const all = [...before, ...kept];
      sizes = all.map(({ shape }) => shape[1] as number);
      return { states, results: [states[0] as tf.Tensor, tf.concat(all, 1)] };
    },
    inputsBack: (tensors) => ({ weights: partsOf(tensors).inLoop.slice(biases.length), sums: [] }),
    backward({ kept, ofOutput, ofStates, weights: inLoop }) {
      const [ofState, ...others] = ofStates as [tf.Tensor];
      const total = ofOutput ? ofState.add(ofOutput) : ofState;
      const all = tf.split(kept[0] as tf.Tensor, sizes, 1);
      const step = { before: all.slice(0, count), kept: all.slice(count) };
      const { states, projection, factors } = recurrence.backward([total, ...others], step, inLoop);
      return { states, results: [projection, ...factors] };
    },
    gradients({ states, results }, tensors) {
      const { x, matrix } = partsOf(tensors);
      const [ofProjection, ...factors] = results.map(rows) as [tf.Tensor2D, ...tf.Tensor2D[]];
      return [
        tf.matMul(results[0] as tf.Tensor, matrix, false, true),
        tf.matMul(rows(x), ofProjection, true),
        ...biases.map(() => ofProjection.sum(0)),
        ...recurrence.weightGradients(factors).slice(0, weights.length),
        ...states,
      ];
    },
  });
}

/** `[time, batch, size]` as `[time · batch, size]`. */
function rows(tensor: tf.Tensor): tf.Tensor2D {
  return tensor.reshape([-1, tensor.shape[2] as number]);
}
