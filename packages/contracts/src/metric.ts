import { z } from 'zod';
import { lossSchema } from './loss.ts';

const threshold = z.number().min(0).max(1).default(0.5);
const thresholds = z.int().min(2).max(10_000).default(200);
const atLeast = z.number().min(0).max(1);
/** Which predictions count: all positions, or one class, or the `topK` largest of each row. */
const counted = { threshold, classId: z.int().min(0).optional(), topK: z.int().min(1).optional() };

const metrics = [
  /** Binary where the model gives one number, else categorical, of class indices or one-hot rows. */
  z.strictObject({ kind: z.literal('accuracy') }),
  z.strictObject({ kind: z.literal('binaryAccuracy'), threshold }),
  z.strictObject({ kind: z.literal('topKAccuracy'), k: z.int().min(1).default(5) }),
  z.strictObject({ kind: z.literal('truePositives'), ...counted }),
  z.strictObject({ kind: z.literal('trueNegatives'), ...counted }),
  z.strictObject({ kind: z.literal('falsePositives'), ...counted }),
  z.strictObject({ kind: z.literal('falseNegatives'), ...counted }),
  z.strictObject({ kind: z.literal('precision'), ...counted }),
  z.strictObject({ kind: z.literal('recall'), ...counted }),
  /** Of the classes' scores, with the most likely class as the prediction, or every class above `threshold`. */
  z.strictObject({
    kind: z.literal('fBeta'),
    beta: z.number().positive().default(1),
    average: z.enum(['macro', 'micro', 'weighted']).default('macro'),
    threshold: z.number().min(0).max(1).optional(),
  }),
  /** Area under the curve, from the counts at so many thresholds (Davis and Goadrich, 2006, for the interpolation of PR). */
  z.strictObject({
    kind: z.literal('auc'),
    curve: z.enum(['roc', 'pr']).default('roc'),
    summation: z.enum(['interpolation', 'minoring', 'majoring']).default('interpolation'),
    thresholds,
  }),
  z.strictObject({ kind: z.literal('sensitivityAtSpecificity'), specificity: atLeast, thresholds }),
  z.strictObject({ kind: z.literal('specificityAtSensitivity'), sensitivity: atLeast, thresholds }),
  z.strictObject({ kind: z.literal('precisionAtRecall'), recall: atLeast, thresholds }),
  z.strictObject({ kind: z.literal('recallAtPrecision'), precision: atLeast, thresholds }),
  /** Intersection over union, the mean of the classes named (of all that occur, when none is). */
  z.strictObject({ kind: z.literal('meanIoU'), classIds: z.array(z.int().min(0)).min(1).optional() }),
  /** Of two classes told apart by a threshold, the mean of both. */
  z.strictObject({ kind: z.literal('binaryIoU'), threshold }),
  z.strictObject({ kind: z.literal('rootMeanSquaredError') }),
  /** Coefficient of determination, the mean over the outputs. */
  z.strictObject({ kind: z.literal('r2Score') }),
] as const;

/** Metrics and their settings, by Keras' names and with its defaults; a loss is a metric too: its mean. */
export const metricSchema = z.discriminatedUnion('kind', [...metrics, ...lossSchema.options]);
export type MetricSpec = z.infer<typeof metricSchema>;
/** The same as people write it: a name alone where nothing is required, or with settings. */
export type MetricOptions = MetricSpec['kind'] | z.input<typeof metricSchema>;
