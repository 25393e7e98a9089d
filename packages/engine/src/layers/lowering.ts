import type { tf } from '../tensorflow.ts';
import { lowerBatchNormalization } from './batch-normalization.ts';
import { lowerDropout } from './dropout.ts';
import { lowerRelu } from './relu.ts';
import { lowerTimeDistributed } from './time-distributed.ts';

/** What a recorded training step knows that an eager call of a layer does not. */
export interface StepContext {
  /** The root seed of what layers draw. */
  readonly seed: number;
  /** int32 scalar, an input of the program: the count of steps before this one. */
  readonly step: tf.Tensor;
}

type Call = tf.layers.Layer['call'];

/** By the layer's class: how it computes in a recorded step, or `undefined` where its own `call` will do. */
const lowerings: Readonly<Record<string, (layer: tf.layers.Layer, context: StepContext) => Call | undefined>> = {
  BatchNormalization: lowerBatchNormalization,
  Dropout: lowerDropout,
  ReLU: lowerRelu,
  TimeDistributed: lowerTimeDistributed,
};

/** The layers that compute otherwise in a compiled step than in eager tfjs: in fewer operations, or with random numbers drawn by TensorFlow. */
export function lowerLayer(layer: tf.layers.Layer, context: StepContext): Call | undefined {
  return lowerings[layer.getClassName()]?.(layer, context);
}
