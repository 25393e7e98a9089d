import { valueOf } from '../by-name.ts';
import type { Better } from '../evaluation/figure.ts';
import { type LossSpec, lossSchema } from './loss.ts';
import type { MetricSpec } from './metric.ts';

const metrics: { readonly [Kind in Exclude<MetricSpec['kind'], LossSpec['kind']>]: Better } = {
  accuracy: 'higher',
  binaryAccuracy: 'higher',
  topKCategoricalAccuracy: 'higher',
  truePositives: 'higher',
  trueNegatives: 'higher',
  falsePositives: 'lower',
  falseNegatives: 'lower',
  precision: 'higher',
  recall: 'higher',
  f1Score: 'higher',
  fBetaScore: 'higher',
  auc: 'higher',
  sensitivityAtSpecificity: 'higher',
  specificityAtSensitivity: 'higher',
  precisionAtRecall: 'higher',
  recallAtPrecision: 'higher',
  iou: 'higher',
  meanIoU: 'higher',
  binaryIoU: 'higher',
  rootMeanSquaredError: 'lower',
  r2Score: 'higher',
  pearsonCorrelation: 'higher',
  concordanceCorrelation: 'higher',
};
const byKind: Readonly<Record<string, Better>> = {
  loss: 'lower',
  ...Object.fromEntries(lossSchema.options.map(({ shape }) => [shape.kind.value, 'lower' as const])),
  // As a metric it is not negated.
  cosineSimilarity: 'higher',
  ...metrics,
};

/**
 * Which values of a metric are better.
 *
 * @param name as a training reports it: Keras' name of the metric, after that of an output (`height_r2Score`)
 * @returns nothing for a custom name
 */
export function betterOf(name: string): Better | undefined {
  return valueOf(byKind, name.slice(name.lastIndexOf('_') + 1));
}
