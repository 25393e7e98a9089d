import { weighted } from '../losses/align-weights.ts';
import { resolveLoss } from '../losses/losses.ts';
import { tf } from '../tensorflow.ts';
import { meanOf } from './mean.ts';
import { type Figure, type Metric, type MetricFactories, scalarOf } from './metric.ts';

/** Keras' guard against divisions by 0. */
const EPSILON = 1e-7;

type Aggregation = 'uniformAverage' | 'varianceWeightedAverage';

/** Coefficient of determination of each output, and their mean. */
const r2Score = (aggregation: Aggregation): Metric => ({
  sums({ targets, predictions, weights }) {
    const outputs = predictions.shape.at(-1) as number;
    const perOutput = (values: tf.Tensor): tf.Tensor => weighted(values, weights).reshape([-1, outputs]).sum(0);
    return {
      count: perOutput(tf.onesLike(predictions)).slice(0, 1),
      sum: perOutput(targets),
      squares: perOutput(targets.square()),
      residuals: perOutput(predictions.sub(targets).square()),
    };
  },
  result(sums) {
    const count = scalarOf(sums, 'count');
    const { sum = [], squares = [], residuals = [] } = sums;
    const variances = Array.from(squares, (square, place) => square - (sum[place] as number) ** 2 / count);
    const scores = variances.map((variance, place) => {
      const score = 1 - (residuals[place] as number) / variance;
      return Math.abs(score) === Infinity ? 0 : score;
    });
    const fractions = variances.map((variance) => (aggregation === 'uniformAverage' ? 1 : variance));
    const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
    return total(scores.map((score, place) => score * (fractions[place] as number))) / total(fractions);
  },
});

/** Values less their mean, and their variance, along the last axis. */
function centred(values: tf.Tensor): { mean: tf.Tensor; centre: tf.Tensor; variance: tf.Tensor } {
  const mean = values.mean(-1, true);
  const centre = values.sub(mean);
  return { mean, centre, variance: centre.square().mean(-1) };
}

const pearsonCorrelation: Figure = (targets, predictions) => {
  const [expected, actual] = [centred(targets), centred(predictions)];
  const covariance = expected.centre.mul(actual.centre).mean(-1);
  return covariance.div(expected.variance.mul(actual.variance).sqrt());
};

/** Lin (1989): 1 only where the values agree, not merely their directions. */
const concordanceCorrelation: Figure = (targets, predictions) => {
  const [expected, actual] = [centred(targets), centred(predictions)];
  const covariance = expected.centre.mul(actual.centre).mean(-1);
  const shift = expected.mean.sub(actual.mean).square().squeeze([-1]);
  return covariance.mul(2).div(expected.variance.add(actual.variance).add(shift).add(EPSILON));
};

export const regressions: MetricFactories<
  'rootMeanSquaredError' | 'cosineSimilarity' | 'r2Score' | 'pearsonCorrelation' | 'concordanceCorrelation'
> = {
  rootMeanSquaredError: () =>
    meanOf((targets, predictions) => predictions.sub(targets).square(), { finish: Math.sqrt, leavesMasked: false }),
  // The loss is the negative, so that less is better.
  cosineSimilarity: (spec) => meanOf(resolveLoss(spec), { finish: (mean) => -mean }),
  r2Score: ({ classAggregation }) => r2Score(classAggregation),
  pearsonCorrelation: () => meanOf(pearsonCorrelation),
  concordanceCorrelation: () => meanOf(concordanceCorrelation),
};
