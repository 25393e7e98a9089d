import { meanOfSample } from '../losses/reduce.ts';
import { tf } from '../tensorflow.ts';
import { type Figure, type Metric, type MetricFactories, scalarOf, share } from './metric.ts';
import { classesOf, oneHotOf } from './targets.ts';

/** The mean of a figure over all samples, of each the mean over its positions. */
export function meanOf(figure: Figure, finish: (mean: number) => number = (mean) => mean): Metric {
  return {
    sums({ targets, predictions, weights }) {
      const figures = meanOfSample(figure(targets, predictions));
      return weights
        ? { total: figures.mul(weights).sum(), count: weights.sum() }
        : { total: figures.sum(), count: tf.scalar(figures.size) };
    },
    result: (sums) => finish(share(scalarOf(sums, 'total'), scalarOf(sums, 'count'))),
  };
}

const binaryAccuracy =
  (threshold: number): Figure =>
  (targets, predictions) =>
    predictions.greater(threshold).toFloat().equal(targets.toFloat()).toFloat();

const accuracy: Figure = (targets, predictions) =>
  predictions.shape.at(-1) === 1
    ? binaryAccuracy(0.5)(targets, predictions)
    : predictions.argMax(-1).equal(classesOf(targets, predictions)).toFloat();

/** Among the best `k` when fewer than `k` score higher. */
const topKCategoricalAccuracy =
  (k: number): Figure =>
  (targets, predictions) => {
    const score = predictions.mul(oneHotOf(targets, predictions)).sum(-1, true);
    return predictions.greater(score).toFloat().sum(-1).less(k).toFloat();
  };

export const means: MetricFactories<'accuracy' | 'binaryAccuracy' | 'topKCategoricalAccuracy'> = {
  accuracy: () => meanOf(accuracy),
  binaryAccuracy: ({ threshold }) => meanOf(binaryAccuracy(threshold)),
  topKCategoricalAccuracy: ({ k }) => meanOf(topKCategoricalAccuracy(k)),
};
