import { tf } from '../tensorflow.ts';
import { type MetricFactories, scalarOf, weighted } from './metric.ts';

export const determinations: MetricFactories<'r2Score'> = {
  r2Score: () => ({
    sums({ targets, predictions, weights }) {
      const outputs = predictions.shape.at(-1) as number;
      const perOutput = (values: tf.Tensor): tf.Tensor => weighted(values, weights).reshape([-1, outputs]).sum(0);
      const expected = targets.reshape(predictions.shape);
      return {
        count: perOutput(tf.onesLike(predictions)).slice(0, 1),
        sum: perOutput(expected),
        squares: perOutput(expected.square()),
        residuals: perOutput(predictions.sub(expected).square()),
      };
    },
    result(sums) {
      const count = scalarOf(sums, 'count');
      const { sum = [], squares = [], residuals = [] } = sums;
      const scores = Array.from(residuals, (residual, place) => {
        const total = (squares[place] as number) - (sum[place] as number) ** 2 / count;
        return 1 - residual / total;
      });
      return scores.reduce((total, score) => total + score, 0) / scores.length;
    },
  }),
};
