import type { MetricSpec } from '@sightline/contracts';
import { weighted } from '../losses/align-weights.ts';
import type { tf } from '../tensorflow.ts';
import { type Metric, type MetricFactories, divideNoNan } from './metric.ts';
import { oneHotOf } from './targets.ts';

type Settings = Omit<Extract<MetricSpec, { kind: 'fBetaScore' }>, 'kind'>;

/** Scores this close to 0 do not count as a decision, even where they are the largest; as in Keras. */
const NEGLIGIBLE = 1e-9;

/**
 * The weighted harmonic mean of precision and recall, (1 + β²) truePositives / (decided + β² expected), of each class.
 */
const fScore = ({ beta, average, threshold }: Settings): Metric => ({
  sums({ targets, predictions, weights }) {
    const classes = predictions.shape.at(-1) as number;
    const perClass = (values: tf.Tensor): tf.Tensor => weighted(values, weights).reshape([-1, classes]).sum(0);
    const expected = oneHotOf(targets, predictions);
    const decided = threshold === undefined ? largest(predictions) : predictions.greater(threshold).toFloat();
    return { truePositives: perClass(expected.mul(decided)), decided: perClass(decided), expected: perClass(expected) };
  },
  result({ truePositives = [], decided = [], expected = [] }) {
    const score = (hit: number, guesses: number, truths: number): number =>
      divideNoNan((1 + beta ** 2) * hit, guesses + beta ** 2 * truths);
    if (average === 'micro') return score(sumOf(truePositives), sumOf(decided), sumOf(expected));
    const scores = Array.from(truePositives, (hit, place) =>
      score(hit, decided[place] as number, expected[place] as number),
    );
    if (average === 'macro') return divideNoNan(sumOf(scores), scores.length);
    return divideNoNan(sumOf(scores.map((value, place) => value * (expected[place] as number))), sumOf(expected));
  },
});

/** 1 at the largest score of each row, at all of them where several are equal. */
function largest(predictions: tf.Tensor): tf.Tensor {
  const isLargest = predictions.greaterEqual(predictions.max(-1, true));
  return isLargest.logicalAnd(predictions.abs().greater(NEGLIGIBLE)).toFloat();
}

function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0);
}

export const fScores: MetricFactories<'f1Score' | 'fBetaScore'> = {
  f1Score: (spec) => fScore({ ...spec, beta: 1 }),
  fBetaScore: fScore,
};
