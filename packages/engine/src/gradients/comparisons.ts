import { tf } from '../tensorflow.ts';

const ofTwo = [tf.Greater, tf.GreaterEqual, tf.Less, tf.LessEqual, tf.Equal, tf.NotEqual, tf.LogicalAnd, tf.LogicalOr];
const ofOne = [tf.LogicalNot, tf.Any, tf.All];

/**
 * Truth values change in jumps: a gradient through them is zero, as in TensorFlow, where tfjs refuses. Masks and
 * thresholds need it.
 */
export function registerComparisonGradients(): void {
  for (const [kernels, names] of [
    [ofTwo, ['a', 'b']],
    [ofOne, ['x']],
  ] as const) {
    for (const kernelName of kernels) {
      tf.registerGradient({
        kernelName,
        inputsToSave: [...names],
        gradFunc: (_dy, saved) =>
          Object.fromEntries(names.map((name, index) => [name, () => tf.zeros((saved[index] as tf.Tensor).shape)])),
      });
    }
  }
}
