import type { LossSpec } from '@sightline/contracts';
import type { tf } from '../tensorflow.ts';

/**
 * The losses of targets and predictions `[batch, …]`: one for each sample, `[batch]`, or for each position or number,
 * `[batch, …]`; their mean is what is trained towards. One number, `[]`, is a loss of the whole batch: weights then
 * multiply it by their mean, as in Keras.
 */
export type Loss = (targets: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** Makes each loss from its settings. */
export type LossFactories = { [Kind in LossSpec['kind']]: (spec: Extract<LossSpec, { kind: Kind }>) => Loss };
