import { z } from 'zod';
import { knownToKeras } from './keras-names.ts';
import { lossSchema } from './loss.ts';

const fraction = z.number().min(0).max(1);
const threshold = fraction.default(0.5);
const numThresholds = z.int().min(2).max(10_000).default(200);
const classId = z.int().min(0).optional();
const targetClassIds = z.array(z.int().min(0)).min(1);
const ignoreClass = z.int().optional();
/**
 * What counts as a decision for a class: a score above `threshold` (0.5 unless `topK` is given), among the `topK`
 * largest of its row; of one class or all.
 */
const counted = { threshold: fraction.optional(), topK: z.int().min(1).optional(), classId };
/** The best figure among evenly spaced thresholds. */
const atThreshold = { numThresholds, classId };
const fScore = {
  average: z.enum(['macro', 'micro', 'weighted']).default('macro'),
  /** Without it, the largest score of each row is the decision: give one where an output is one number. */
  threshold: fraction.optional(),
};

const metrics = [
  /** Binary where the model gives one number, else categorical, of class indices or one-hot rows. */
  z.strictObject({ kind: z.literal('accuracy') }),
  z.strictObject({ kind: z.literal('binaryAccuracy'), threshold }),
  /** Of class indices or one-hot rows. Classes that share the k-th largest score are all among the top k. */
  z.strictObject({ kind: z.literal('topKCategoricalAccuracy'), k: z.int().min(1).default(5) }),
  z.strictObject({ kind: z.literal('truePositives'), ...counted }),
  z.strictObject({ kind: z.literal('trueNegatives'), ...counted }),
  z.strictObject({ kind: z.literal('falsePositives'), ...counted }),
  z.strictObject({ kind: z.literal('falseNegatives'), ...counted }),
  z.strictObject({ kind: z.literal('precision'), ...counted }),
  z.strictObject({ kind: z.literal('recall'), ...counted }),
  z.strictObject({ kind: z.literal('f1Score'), ...fScore }),
  z.strictObject({ kind: z.literal('fBetaScore'), beta: z.number().positive().default(1), ...fScore }),
  /** Area under the curve, from the counts at that many thresholds (PR interpolated as in Davis and Goadrich, 2006). */
  z.strictObject({
    kind: z.literal('auc'),
    curve: z.enum(['roc', 'pr']).default('roc'),
    summationMethod: z.enum(['interpolation', 'minoring', 'majoring']).default('interpolation'),
    numThresholds,
    /** The mean of the areas of the classes, rather than one area of all decisions. */
    multiLabel: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('sensitivityAtSpecificity'), specificity: fraction, ...atThreshold }),
  z.strictObject({ kind: z.literal('specificityAtSensitivity'), sensitivity: fraction, ...atThreshold }),
  z.strictObject({ kind: z.literal('precisionAtRecall'), recall: fraction, ...atThreshold }),
  z.strictObject({ kind: z.literal('recallAtPrecision'), precision: fraction, ...atThreshold }),
  /**
   * Intersection over union of the most likely class: the mean of these classes, except for those that occur nowhere.
   */
  z.strictObject({ kind: z.literal('iou'), targetClassIds, ignoreClass }),
  /** The same of all classes. */
  z.strictObject({ kind: z.literal('meanIoU'), ignoreClass }),
  /** Of two classes separated by a threshold. */
  z.strictObject({ kind: z.literal('binaryIoU'), targetClassIds: targetClassIds.default([0, 1]), threshold }),
  z.strictObject({ kind: z.literal('rootMeanSquaredError') }),
  /** Coefficient of determination. */
  z.strictObject({
    kind: z.literal('r2Score'),
    classAggregation: z.enum(['uniformAverage', 'varianceWeightedAverage']).default('uniformAverage'),
  }),
  /** Of each sample's row of outputs, then the mean over the samples. */
  z.strictObject({ kind: z.literal('pearsonCorrelation') }),
  z.strictObject({ kind: z.literal('concordanceCorrelation') }),
] as const;

/**
 * Metrics and their settings, by Keras' names and with its defaults; a loss is a metric too: its mean
 * (`cosineSimilarity` is then not negated).
 */
export const metricSchema = z.discriminatedUnion('kind', [...metrics, ...lossSchema.options], {
  error: knownToKeras([...metrics, ...lossSchema.options].map(({ shape }) => shape.kind.value)),
});
export type MetricSpec = z.infer<typeof metricSchema>;
/** The same as people write it: a name alone where nothing is required, or with settings. */
export type MetricOptions = MetricSpec['kind'] | z.input<typeof metricSchema>;
