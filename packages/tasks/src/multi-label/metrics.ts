import { ratio } from '../statistics/ratio.ts';
import { sum } from '../statistics/sum.ts';

/** What a network said about some samples. */
export interface MultiLabelPredictions {
  readonly labels: readonly string[];
  /** `[samples, labels]`: 1 where a sample has a label, else 0. */
  readonly actual: Uint8Array;
  /** `[samples, labels]`. */
  readonly probabilities: Float32Array;
  /** From which probability on each label is answered. */
  readonly thresholds: readonly number[];
}

/** Of one label, or averaged over all. */
interface Scores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface MultiLabelMetrics {
  /** In the order of the labels; `support` counts the samples that have the label. */
  readonly perLabel: readonly (Scores & { readonly label: string; readonly support: number })[];
  /** The mean over the labels. */
  readonly macro: Scores;
  /** Over all pairs of a sample and a label. */
  readonly micro: Scores;
  /** How many samples are answered with exactly their labels. */
  readonly exactMatches: number;
  /** The fraction of pairs of a sample and a label that are answered wrongly. */
  readonly hammingLoss: number;
  /** Binary cross-entropy, probabilities clipped to [1e-7, 1 − 1e-7] as in Keras. */
  readonly loss: number;
}

const EPSILON = 1e-7;

/** As scikit-learn defines them with `zero_division=0`: a ratio with the denominator 0 is 0. */
export function multiLabelMetrics({
  labels,
  actual,
  probabilities,
  thresholds,
}: MultiLabelPredictions): MultiLabelMetrics {
  const width = labels.length;
  const samples = actual.length / width;
  const counts = labels.map(() => ({ tp: 0, fp: 0, fn: 0 }));
  let exactMatches = 0;
  let loss = 0;
  for (let row = 0; row < samples; row++) {
    let isExact = true;
    for (let label = 0; label < width; label++) {
      const has = actual[row * width + label] === 1;
      const probability = probabilities[row * width + label] as number;
      const isAnswered = probability >= (thresholds[label] as number);
      const count = counts[label] as (typeof counts)[number];
      if (has && isAnswered) count.tp++;
      else if (isAnswered) count.fp++;
      else if (has) count.fn++;
      if (has !== isAnswered) isExact = false;
      loss -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, has ? probability : 1 - probability)));
    }
    if (isExact) exactMatches++;
  }
  const perLabel = labels.map((label, index) => {
    const count = counts[index] as (typeof counts)[number];
    return { label, ...scoresOf(count), support: count.tp + count.fn };
  });
  const all = { tp: 0, fp: 0, fn: 0 };
  for (const { tp, fp, fn } of counts) {
    all.tp += tp;
    all.fp += fp;
    all.fn += fn;
  }
  const mean = (name: keyof Scores) => sum(perLabel.map((scores) => scores[name])) / width;
  return {
    perLabel,
    macro: { precision: mean('precision'), recall: mean('recall'), f1: mean('f1') },
    micro: scoresOf(all),
    exactMatches,
    hammingLoss: (all.fp + all.fn) / (samples * width),
    loss: loss / (samples * width),
  };
}

function scoresOf({ tp, fp, fn }: { tp: number; fp: number; fn: number }): Scores {
  return { precision: ratio(tp, tp + fp), recall: ratio(tp, tp + fn), f1: ratio(2 * tp, 2 * tp + fp + fn) };
}
