import type { MetricSpec } from '@sightline/contracts';
import { tf } from '../tensorflow.ts';
import { type Metric, type MetricFactories, scalarOf, share, type Sums, weighted } from './metric.ts';
import { oneHotOf } from './targets.ts';

type Counted = Extract<MetricSpec, { kind: 'precision' }>;

/** Counts of right and wrong decisions at one threshold, over all samples and classes. */
function counts({ threshold, classId, topK }: Omit<Counted, 'kind'>, figure: (count: Counts) => number): Metric {
  const inClass = (values: tf.Tensor): tf.Tensor =>
    classId === undefined ? values : tf.gather(values, [classId], values.rank - 1);
  return {
    sums({ targets, predictions, weights }) {
      const expected = inClass(oneHotOf(targets, predictions));
      const decided = inClass(
        topK === undefined ? predictions.greater(threshold).toFloat() : largest(predictions, topK),
      );
      return {
        truePositives: weighted(expected.mul(decided), weights).sum(),
        falsePositives: weighted(tf.sub(1, expected).mul(decided), weights).sum(),
        falseNegatives: weighted(expected.mul(tf.sub(1, decided)), weights).sum(),
        trueNegatives: weighted(tf.sub(1, expected).mul(tf.sub(1, decided)), weights).sum(),
      };
    },
    result: (sums) => figure(countsOf(sums)),
  };
}

interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

function countsOf(sums: Sums): Counts {
  return {
    truePositives: scalarOf(sums, 'truePositives'),
    falsePositives: scalarOf(sums, 'falsePositives'),
    falseNegatives: scalarOf(sums, 'falseNegatives'),
    trueNegatives: scalarOf(sums, 'trueNegatives'),
  };
}

/** 1 at the `k` largest of each row. */
function largest(predictions: tf.Tensor, k: number): tf.Tensor {
  const classes = predictions.shape.at(-1) as number;
  return tf
    .oneHot(tf.topk(predictions, k).indices as tf.Tensor1D, classes)
    .toFloat()
    .sum(-2);
}

export const confusions: MetricFactories<
  'truePositives' | 'trueNegatives' | 'falsePositives' | 'falseNegatives' | 'precision' | 'recall' | 'fBeta'
> = {
  truePositives: (spec) => counts(spec, ({ truePositives }) => truePositives),
  trueNegatives: (spec) => counts(spec, ({ trueNegatives }) => trueNegatives),
  falsePositives: (spec) => counts(spec, ({ falsePositives }) => falsePositives),
  falseNegatives: (spec) => counts(spec, ({ falseNegatives }) => falseNegatives),
  precision: (spec) =>
    counts(spec, ({ truePositives, falsePositives }) => share(truePositives, truePositives + falsePositives)),
  recall: (spec) =>
    counts(spec, ({ truePositives, falseNegatives }) => share(truePositives, truePositives + falseNegatives)),
  fBeta: ({ beta, average, threshold }) => ({
    sums({ targets, predictions, weights }) {
      const classes = predictions.shape.at(-1) as number;
      const rows = (values: tf.Tensor): tf.Tensor => weighted(values, weights).reshape([-1, classes]).sum(0);
      const expected = oneHotOf(targets, predictions);
      const best = threshold === undefined ? largest(predictions, 1) : predictions.greater(threshold).toFloat();
      return {
        truePositives: rows(expected.mul(best)),
        decided: rows(best),
        expected: rows(expected),
      };
    },
    result({ truePositives = [], decided = [], expected = [] }) {
      const [hits, guesses, truths] = [truePositives, decided, expected].map((values) => Array.from(values));
      const score = (hit = 0, guess = 0, truth = 0): number => share((1 + beta ** 2) * hit, guess + beta ** 2 * truth);
      const sum = (values: readonly number[] = []): number => values.reduce((total, value) => total + value, 0);
      if (average === 'micro') return score(sum(hits), sum(guesses), sum(truths));
      const scores = (hits ?? []).map((hit, place) => score(hit, guesses?.[place], truths?.[place]));
      if (average === 'macro') return share(sum(scores), scores.length);
      return share(sum(scores.map((value, place) => value * (truths?.[place] ?? 0))), sum(truths));
    },
  }),
};
