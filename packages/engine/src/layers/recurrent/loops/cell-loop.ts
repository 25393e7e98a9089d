import type { ScanBody } from '../../../record/scan.ts';
import { tf } from '../../../tensorflow.ts';
import { type Outcome, trainLoop, type Wanted } from './trainable-loop.ts';

export interface CellSequence {
  /** `[time, batch, …]`: the input, then what has no gradient. */
  readonly sequences: [tf.Tensor, ...tf.Tensor[]];
  readonly initialStates: tf.Tensor[];
  /** What the steps use that has a gradient. */
  readonly weights: tf.Tensor[];
  /** What the steps are given that has none: dropout masks. */
  readonly drawn: tf.Tensor[];
  readonly reverse: boolean;
  readonly wanted: Wanted;
}

/**
 * Runs the steps of a cell that only automatic differentiation knows so that they can be trained, for any number of
 * time steps: the loop back computes each step once more, and its gradient.
 */
export function loopCell(body: ScanBody, sequence: CellSequence): Outcome {
  const { sequences, initialStates, weights, drawn, reverse, wanted } = sequence;
  const [input, ...others] = sequences;
  const count = initialStates.length;
  const drawnOf = (tensors: tf.Tensor[]): tf.Tensor[] => tensors.slice(tensors.length - drawn.length);
  return trainLoop({
    trained: [input, ...initialStates, ...weights],
    constant: [...others, ...drawn],
    wanted,
    inputs: (tensors) => ({ states: initialStates, sequences, weights: drawnOf(tensors), reverse }),
    forward(slices, before, given) {
      const { states, results } = body(slices, before, given);
      return { states, results: [...results, ...slices, ...before] };
    },
    inputsBack: (tensors) => ({
      weights: drawnOf(tensors),
      sums: tensors.slice(1 + count, 1 + count + weights.length).map((weight) => weight.zerosLike()),
    }),
    backward({ kept, ofOutput, ofStates, sums, weights: given }) {
      const [slices, before] = [kept.slice(0, -count), kept.slice(-count)];
      const judge = (): tf.Scalar => {
        const { states, results } = body(slices, before, given);
        const products = states.map((state, index) => state.mul(ofStates[index] as tf.Tensor));
        if (ofOutput) products.push((results[0] as tf.Tensor).mul(ofOutput));
        return tf.addN<tf.Scalar>(products.map((product) => product.sum()));
      };
      const [ofInput, ...gradients] = gradientsOf(judge, [slices[0] as tf.Tensor, ...before, ...weights]);
      return {
        states: [
          ...gradients.slice(0, count),
          ...sums.map((sum, index) => sum.add(gradients[count + index] as tf.Tensor)),
        ],
        results: [ofInput as tf.Tensor],
      };
    },
    gradients: ({ states, results }) => [results[0] as tf.Tensor, ...states],
  });
}

interface Differentiation {
  state: { gradientDepth: number };
  gradients(f: () => tf.Tensor, xs: tf.Tensor[], dy: undefined, allowNone: boolean): { grads: (tf.Tensor | null)[] };
}

/** The gradients of a scalar; zeros of what it does not depend on. */
function gradientsOf(f: () => tf.Scalar, tensors: tf.Tensor[]): tf.Tensor[] {
  const engine = tf.engine() as unknown as Differentiation;
  // Within gradients: at depth 0 tfjs would throw the tape away that it is going back on.
  engine.state.gradientDepth++;
  try {
    const { grads } = engine.gradients(f, tensors, undefined, true);
    return tensors.map((tensor, index) => grads[index] ?? tensor.zerosLike());
  } finally {
    engine.state.gradientDepth--;
  }
}
