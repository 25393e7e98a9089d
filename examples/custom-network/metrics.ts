import { tf } from '@sightline/engine';
import type { CustomMetric } from '@sightline/trainer';

/** How far probabilities are from what happened (Brier, 1950): 0 is perfect, 2 the worst. */
export const brier: CustomMetric = (targets, outputs) => tf.sum(tf.square(tf.sub(targets, outputs)), -1);

/** The accuracy on the class that has the lowest. */
export const worstClass: CustomMetric = {
  sums({ targets, outputs }) {
    const isRight = tf.cast(tf.equal(tf.argMax(targets, -1), tf.argMax(outputs, -1)), 'float32');
    return { right: tf.sum(tf.mul(targets, tf.expandDims(isRight, -1)), 0), all: tf.sum(targets, 0) };
  },
  result: ({ right = [], all = [] }) =>
    Math.min(...Array.from(all, (count, index) => (count === 0 ? 1 : (right[index] ?? 0) / count))),
};
