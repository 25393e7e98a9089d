import { tf } from '../tensorflow.ts';
import { registerNativeKernel, runNative } from '../backend/native-kernel.ts';

export function registerCrossEntropy(): void {
  registerNativeKernel({
    op: 'SoftmaxCrossEntropyWithLogits',
    inputs: ['features', 'labels'],
    outputs: 2,
    gradient: {
      saveInputs: ['features'],
      saveOutputs: [1],
      of: ([dy], [features, backprop]) => ({
        features: () => tf.mul(tf.expandDims(dy as tf.Tensor, 1), backprop as tf.Tensor),
        labels: () => tf.mul(tf.expandDims(dy as tf.Tensor, 1), tf.neg(tf.logSoftmax(features as tf.Tensor))),
      }),
    },
  });
  registerNativeKernel({
    op: 'SparseSoftmaxCrossEntropyWithLogits',
    inputs: ['features', 'labels'],
    outputs: 2,
    types: () => ({ T: 'float32', Tlabels: 'int32' }),
    gradient: {
      saveInputs: ['labels'],
      saveOutputs: [1],
      of: ([dy], [labels, backprop]) => ({
        features: () => tf.mul(tf.expandDims(dy as tf.Tensor, 1), backprop as tf.Tensor),
        labels: () => tf.zerosLike(labels as tf.Tensor),
      }),
    },
  });
}

/**
 * Cross-entropy of each row: `logits` and `labels` are `[rows, classes]`,
 * labels being probabilities. One stable operation.
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return runNative('SoftmaxCrossEntropyWithLogits', { features: logits, labels })[0] as tf.Tensor;
}

/** The same for class indices, `labels` int32 `[rows]`. */
export function sparseSoftmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return runNative('SparseSoftmaxCrossEntropyWithLogits', { features: logits, labels })[0] as tf.Tensor;
}
