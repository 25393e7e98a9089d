import type { tf } from '../tensorflow.ts';

/** A figure of each sample, `[batch]`, whose mean is the metric. */
export type Metric = (targets: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** Whether the largest prediction is the target: class indices `[batch]`, or one-hot rows. */
const accuracy: Metric = (targets, predictions) => {
  const expected = targets.rank === predictions.rank ? targets.argMax(-1) : targets;
  return predictions.argMax(-1).equal(expected.toInt()).toFloat();
};

/** Metrics by their Keras names. */
export const metrics = { accuracy } satisfies Record<string, Metric>;
