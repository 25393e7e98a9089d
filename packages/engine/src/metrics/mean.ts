import { product, weighted } from '../losses/align-weights.ts';
import { meanOfSample } from '../losses/reduce.ts';
import { tf } from '../tensorflow.ts';
import { type Figure, type Metric, type MetricFactories, divideNoNan, scalarOf } from './metric.ts';
import { classesOf, oneHotOf } from './targets.ts';

interface MeanOptions {
  /** What the metric is of the mean. */
  readonly finish?: (mean: number) => number;
  /** Whether positions that are masked are left out. Keras does not in all of them. */
  readonly leavesMasked?: boolean;
}

/** The mean of a figure over all samples, of each the mean over its positions. */
export function meanOf(figure: Figure, { finish = (mean) => mean, leavesMasked = true }: MeanOptions = {}): Metric {
  return {
    sums({ targets, predictions, weights, mask }) {
      const figures = figure(targets, predictions);
      const counted = product(weights, leavesMasked ? mask : undefined);
      if (!counted) {
        const ofSamples = meanOfSample(figures);
        return { total: ofSamples.sum(), count: tf.scalar(ofSamples.size) };
      }
      if (figures.rank === 0) return { total: weighted(figures, counted), count: counted.mean() };
      // A sample counts by the mean weight of its positions, as in Keras.
      return {
        total: meanOfSample(weighted(counted.rank === 1 ? meanOfSample(figures) : figures, counted)).sum(),
        count: meanOfSample(counted).sum(),
      };
    },
    result: (sums) => finish(divideNoNan(scalarOf(sums, 'total'), scalarOf(sums, 'count'))),
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
