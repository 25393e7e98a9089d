import { tf } from '../tensorflow.ts';
import { type Figure, type Metric, type MetricFactories, scalarOf, share, weighted } from './metric.ts';
import { classesOf, oneHotOf } from './targets.ts';

/** The mean of a figure over all samples (and positions). */
export function meanOf(figure: Figure, finish: (mean: number) => number = (mean) => mean): Metric {
  return {
    sums({ targets, predictions, weights }) {
      const figures = figure(targets, predictions);
      return {
        total: weighted(figures, weights).sum(),
        count: weights ? weights.sum().mul(figures.size / (figures.shape[0] ?? 1)) : tf.scalar(figures.size),
      };
    },
    result: (sums) => finish(share(scalarOf(sums, 'total'), scalarOf(sums, 'count'))),
  };
}

const binaryAccuracy =
  (threshold: number): Figure =>
  (targets, predictions) =>
    predictions.greater(threshold).toFloat().equal(targets.reshape(predictions.shape).toFloat()).toFloat();

const accuracy: Figure = (targets, predictions) =>
  predictions.shape.at(-1) === 1
    ? binaryAccuracy(0.5)(targets, predictions)
    : predictions.argMax(-1).equal(classesOf(targets, predictions)).toFloat();

export const means: MetricFactories<'accuracy' | 'binaryAccuracy' | 'topKAccuracy' | 'rootMeanSquaredError'> = {
  accuracy: () => meanOf(accuracy),
  binaryAccuracy: ({ threshold }) => meanOf(binaryAccuracy(threshold)),
  topKAccuracy: ({ k }) =>
    meanOf((targets, predictions) => {
      const expected = oneHotOf(targets, predictions);
      const score = predictions.mul(expected).sum(-1, true);
      // Among the best k when fewer than k score higher.
      return predictions.greater(score).toFloat().sum(-1).less(k).toFloat();
    }),
  rootMeanSquaredError: () => meanOf((targets, predictions) => predictions.sub(targets).square(), Math.sqrt),
};
