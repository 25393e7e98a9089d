import type { MetricSpec } from '@sightline/contracts';
import { weighted } from '../losses/align-weights.ts';
import { EngineError } from '../errors.ts';
import { tf } from '../tensorflow.ts';
import { type Metric, type MetricFactories, divideNoNan, scalarOf, type Sums } from './metric.ts';
import { columnOf, positivesOf } from './targets.ts';

type Counted = Omit<Extract<MetricSpec, { kind: 'precision' }>, 'kind'>;

interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** A figure of the right and wrong decisions over all samples and classes. */
function counts(settings: Counted, figure: (counts: Counts) => number): Metric {
  return {
    sums({ targets, predictions, weights }) {
      const expected = columnOf(positivesOf(targets, predictions), settings.classId);
      const decided = columnOf(decisions(predictions, settings), settings.classId);
      const total = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => weighted(a.mul(b), weights).sum();
      const [unexpected, undecided] = [tf.sub(1, expected), tf.sub(1, decided)];
      return {
        truePositives: total(expected, decided),
        falsePositives: total(unexpected, decided),
        falseNegatives: total(expected, undecided),
        trueNegatives: total(unexpected, undecided),
      };
    },
    result: (sums) => figure(countsOf(sums)),
  };
}

/** 1 where a score is a decision for its class, else 0. */
function decisions(predictions: tf.Tensor, { threshold, topK }: Counted): tf.Tensor {
  const above = (limit: number): tf.Tensor => predictions.greater(limit).toFloat();
  if (topK === undefined) return above(threshold ?? 0.5);
  const classes = predictions.shape.at(-1) as number;
  if (topK > classes) {
    throw new EngineError(
      'engine/invalid-options',
      `A metric counts the top ${topK} of an output of ${classes} classes. Allowed: topK from 1 to ${classes}.`,
    );
  }
  const { indices } = tf.topk(predictions, topK);
  const largest = tf.oneHot(indices.toInt(), classes).toFloat().sum(-2);
  return threshold === undefined ? largest : largest.mul(above(threshold));
}

function countsOf(sums: Sums): Counts {
  return {
    truePositives: scalarOf(sums, 'truePositives'),
    falsePositives: scalarOf(sums, 'falsePositives'),
    falseNegatives: scalarOf(sums, 'falseNegatives'),
    trueNegatives: scalarOf(sums, 'trueNegatives'),
  };
}

export const confusions: MetricFactories<
  'truePositives' | 'trueNegatives' | 'falsePositives' | 'falseNegatives' | 'precision' | 'recall'
> = {
  truePositives: (spec) => counts(spec, ({ truePositives }) => truePositives),
  trueNegatives: (spec) => counts(spec, ({ trueNegatives }) => trueNegatives),
  falsePositives: (spec) => counts(spec, ({ falsePositives }) => falsePositives),
  falseNegatives: (spec) => counts(spec, ({ falseNegatives }) => falseNegatives),
  precision: (spec) =>
    counts(spec, ({ truePositives, falsePositives }) => divideNoNan(truePositives, truePositives + falsePositives)),
  recall: (spec) =>
    counts(spec, ({ truePositives, falseNegatives }) => divideNoNan(truePositives, truePositives + falseNegatives)),
};
