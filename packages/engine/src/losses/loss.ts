import type { LossSpec } from '@sightline/contracts';
import type { tf } from '../tensorflow.ts';

/** The loss of each sample, `[batch]`, of targets and predictions `[batch, …]`. */
export type Loss = (targets: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** Makes each loss from its settings. */
export type LossFactories = { [Kind in LossSpec['kind']]: (spec: Extract<LossSpec, { kind: Kind }>) => Loss };
