import { tf } from '../tensorflow.ts';
import type { LossFactories } from './loss.ts';

/** Keras' guard against divisions by and logarithms of 0. */
const EPSILON = 1e-7;

export const regressions: Pick<
  LossFactories,
  | 'meanSquaredError'
  | 'meanAbsoluteError'
  | 'meanAbsolutePercentageError'
  | 'meanSquaredLogarithmicError'
  | 'huber'
  | 'logCosh'
  | 'poisson'
  | 'kullbackLeiblerDivergence'
  | 'cosineSimilarity'
> = {
  meanSquaredError: () => (targets, predictions) => tf.squaredDifference(predictions, targets),
  meanAbsoluteError: () => (targets, predictions) => predictions.sub(targets).abs(),
  meanAbsolutePercentageError: () => (targets, predictions) =>
    targets.sub(predictions).div(targets.abs().maximum(EPSILON)).abs().mul(100),
  meanSquaredLogarithmicError: () => (targets, predictions) => {
    const logarithm = (values: tf.Tensor) => values.maximum(EPSILON).add(1).log();
    return tf.squaredDifference(logarithm(predictions), logarithm(targets));
  },
  huber:
    ({ delta }) =>
    (targets, predictions) => {
      const error = predictions.sub(targets).abs();
      const inside = error.minimum(delta);
      // ½e² inside ±delta, delta·e − ½delta² outside: one formula for both.
      return inside.square().mul(0.5).add(error.sub(inside).mul(delta));
    },
  logCosh: () => (targets, predictions) => {
    const error = predictions.sub(targets);
    return error.add(tf.softplus(error.mul(-2))).sub(Math.LN2);
  },
  poisson: () => (targets, predictions) => predictions.sub(targets.mul(predictions.add(EPSILON).log())),
  kullbackLeiblerDivergence: () => (targets, predictions) => {
    const [expected, actual] = [targets.clipByValue(EPSILON, 1), predictions.clipByValue(EPSILON, 1)];
    return expected.mul(expected.div(actual).log()).sum(-1);
  },
  /** −1 for the same direction, 1 for the opposite one. */
  cosineSimilarity: () => (targets, predictions) => {
    const direction = (values: tf.Tensor) =>
      values.mul(
        values
          .square()
          .sum(-1, true)
          .maximum(EPSILON ** 2)
          .rsqrt(),
      );
    return direction(targets).mul(direction(predictions)).sum(-1).neg();
  },
};
