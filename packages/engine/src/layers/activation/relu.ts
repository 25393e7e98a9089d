import { tf } from '../../tensorflow.ts';

/** ReLU capped at 6 by TensorFlow's Relu6, whose gradient is one operation; any other cap as tfjs computes it. */
export function lowerRelu(layer: tf.layers.Layer): tf.layers.Layer['call'] | undefined {
  const { maxValue } = layer as unknown as { maxValue?: number };
  return maxValue === 6 ? (inputs) => tf.relu6([inputs].flat()[0] as tf.Tensor) : undefined;
}
