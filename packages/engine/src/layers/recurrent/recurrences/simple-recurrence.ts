import { tf } from '../../../tensorflow.ts';
import type { Recurrence } from './recurrence.ts';
import type { RecurrentActivation } from './recurrent-activations.ts';

/** The output is fed back through the recurrent kernel, `[units, units]` (Elman, 1990). */
export function simpleRecurrence(activation: RecurrentActivation): Recurrence {
  return {
    forward(projection, [previous], [kernel]) {
      const output = activation.apply(projection.add(tf.matMul(previous as tf.Tensor, kernel as tf.Tensor)));
      return { states: [output], kept: [output] };
    },
    backward([dh], { before: [previous], kept: [output] }, [kernel]) {
      const sums = activation.gradient(dh as tf.Tensor, output as tf.Tensor);
      return {
        projection: sums,
        states: [tf.matMul(sums, kernel as tf.Tensor, false, true)],
        factors: [previous as tf.Tensor, sums],
      };
    },
    weightGradients: ([previous, sums]) => [tf.matMul(previous as tf.Tensor, sums as tf.Tensor, true)],
  };
}
