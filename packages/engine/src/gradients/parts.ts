import { tf } from '../tensorflow.ts';

/**
 * Those of `unstack` and `split`, also into one part, where tfjs' own fail: it hands the gradient of a single output
 * over by itself.
 */
export function registerPartGradients(): void {
  tf.unregisterGradient(tf.Unpack);
  tf.registerGradient({
    kernelName: tf.Unpack,
    gradFunc: (dy, _, attributes) => ({ value: () => tf.stack([dy].flat(), Number(attributes.axis)) }),
  });
  tf.unregisterGradient(tf.SplitV);
  tf.registerGradient({
    kernelName: tf.SplitV,
    gradFunc: (dy, _, attributes) => ({ x: () => tf.concat([dy].flat(), Number(attributes.axis)) }),
  });
}
