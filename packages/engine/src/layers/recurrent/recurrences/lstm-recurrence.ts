import { tf } from '../../../tensorflow.ts';
import type { Recurrence } from './recurrence.ts';
import type { RecurrentActivation } from './recurrent-activations.ts';

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; Gers et al., 2000), as Keras computes it: gates in the
 * order input, forget, cell, output. States h and c; the one weight is the recurrent kernel, `[units, 4 · units]`.
 */
export function lstmRecurrence(activation: RecurrentActivation, gateActivation: RecurrentActivation): Recurrence {
  return {
    forward(projection, [h, c], [kernel]) {
      const [previous, cell] = [h as tf.Tensor2D, c as tf.Tensor2D];
      const units = previous.shape[1];
      const sums = projection.add(tf.matMul(previous, kernel as tf.Tensor2D));
      const [forInputForget, forCandidate, forOutput] = tf.split(sums, [2 * units, units, units], 1) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const inputForget = gateActivation.apply(forInputForget);
      const [input, forget] = tf.split(inputForget, 2, 1) as [tf.Tensor, tf.Tensor];
      const candidate = activation.apply(forCandidate);
      const output = gateActivation.apply(forOutput);
      const next = forget.mul(cell).add(input.mul(candidate));
      const squashed = activation.apply(next);
      return {
        states: [output.mul(squashed), next],
        kept: [inputForget, input, forget, candidate, output, squashed],
      };
    },
    backward([dh, dc], { before, kept }, [kernel]) {
      const [previous, cell] = before as [tf.Tensor, tf.Tensor];
      const [inputForget, input, forget, candidate, output, squashed] = kept as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const gradient = dh as tf.Tensor;
      const throughOutput = activation.gradient(gradient.mul(output), squashed);
      const dNext = dc ? throughOutput.add(dc) : throughOutput;
      const sums = tf.concat(
        [
          gateActivation.gradient(tf.concat([dNext.mul(candidate), dNext.mul(cell)], 1), inputForget),
          activation.gradient(dNext.mul(input), candidate),
          gateActivation.gradient(gradient.mul(squashed), output),
        ],
        1,
      );
      return {
        projection: sums,
        states: [tf.matMul(sums, kernel as tf.Tensor, false, true), dNext.mul(forget)],
        factors: [previous, sums],
      };
    },
    weightGradients: ([previous, sums]) => [tf.matMul(previous as tf.Tensor, sums as tf.Tensor, true)],
  };
}
