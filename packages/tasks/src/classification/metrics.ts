import { checkPredictions, predictedClasses, type Predictions } from './predictions.ts';
import { ratio } from '../statistics/ratio.ts';
import { sum } from '../statistics/sum.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';

/** Of one class against the rest. `support` is how many samples are of it. */
interface ClassScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

export interface ClassificationMetrics {
  readonly samples: number;
  readonly accuracy: number;
  /** Wilson score interval, 95 %. */
  readonly accuracyInterval: [number, number];
  readonly loss: number;
  readonly labels: string[];
  /** `confusion[actual][predicted]`, counts. */
  readonly confusion: number[][];
  readonly perClass: Readonly<Record<string, ClassScores>>;
  /** Means over the classes. */
  readonly macro: Readonly<Record<'precision' | 'recall' | 'f1', number>>;
}

/** Keras' epsilon: probabilities are clipped to [1e-7, 1 − 1e-7] before the logarithm. */
const EPSILON = 1e-7;

/**
 * Accuracy with its interval, categorical cross-entropy, the confusion matrix, and precision, recall and F1 per class
 * and averaged over the classes. As scikit-learn defines them with `zero_division=0`: a ratio with denominator 0 is 0.
 * The macro averages are over all `labels`, also those without a sample.
 *
 * @throws TaskError `tasks/no-samples` without samples, `tasks/invalid-outputs` when shapes, indices or probabilities
 * do not fit
 */
export function classificationMetrics(predictions: Predictions): ClassificationMetrics {
  checkPredictions(predictions);
  const { labels, actual, probabilities } = predictions;
  const predicted = predictedClasses(predictions);
  const confusion = labels.map(() => labels.map(() => 0));
  let loss = 0;
  for (const [sample, label] of actual.entries()) {
    const row = confusion[label] as number[];
    const column = predicted[sample] as number;
    row[column] = (row[column] as number) + 1;
    const probability = probabilities[sample * labels.length + label] as number;
    loss -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, probability)));
  }
  const scores = labels.map((_, label) => classScores(confusion, label));
  const correct = sum(labels.map((_, label) => confusion[label]?.[label] as number));
  return {
    samples: actual.length,
    accuracy: correct / actual.length,
    accuracyInterval: wilsonInterval(correct, actual.length),
    loss: loss / actual.length,
    labels: [...labels],
    confusion,
    perClass: Object.fromEntries(labels.map((label, index) => [label, scores[index] as ClassScores])),
    macro: {
      precision: sum(scores.map((score) => score.precision)) / labels.length,
      recall: sum(scores.map((score) => score.recall)) / labels.length,
      f1: sum(scores.map((score) => score.f1)) / labels.length,
    },
  };
}

function classScores(confusion: number[][], label: number): ClassScores {
  const truePositives = confusion[label]?.[label] as number;
  const support = sum(confusion[label] as number[]);
  const claimed = sum(confusion.map((row) => row[label] as number));
  return {
    precision: ratio(truePositives, claimed),
    recall: ratio(truePositives, support),
    f1: ratio(2 * truePositives, support + claimed),
    support,
  };
}
