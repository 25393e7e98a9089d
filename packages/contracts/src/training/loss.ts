import { z } from 'zod';
import { angularMargins, batchLosses } from '../task/embedding-loss.ts';
import { knownToKeras } from './keras-names.ts';

const labelSmoothing = z.number().min(0).lt(1).default(0);
/**
 * The axes over which one overlap is taken, the batch's being 0: by default all, so that the batch has one overlap, as
 * in Keras. `[1, 2, 3]` gives each image its own, `[0, 1, 2]` each class.
 */
const axis = z.union([z.int(), z.array(z.int()).min(1)]).optional();
const focal = { alpha: z.number().min(0).max(1).default(0.25), gamma: z.number().min(0).default(2), labelSmoothing };
const losses = [
  /** Targets are one-hot or soft, `[batch, …, classes]`. */
  z.strictObject({ kind: z.literal('categoricalCrossentropy'), labelSmoothing }),
  /** Targets are class indices, `[batch, …]`; `labelSmoothing` smooths them as it does one-hot ones. */
  z.strictObject({ kind: z.literal('sparseCategoricalCrossentropy'), labelSmoothing }),
  /**
   * Zhang and Sabuncu (2018), for labels some of which are wrong: (1 − p^q) / q of the probability p of the class, from
   * the cross-entropy (q towards 0) to the mean absolute error (towards 1). Targets are class indices, `[batch, …]`.
   */
  z.strictObject({ kind: z.literal('categoricalGeneralizedCrossEntropy'), q: z.number().gt(0).lt(1).default(0.5) }),
  z.strictObject({ kind: z.literal('binaryCrossentropy'), labelSmoothing }),
  /** Lin et al. (2017). */
  z.strictObject({ kind: z.literal('categoricalFocalCrossentropy'), ...focal }),
  z.strictObject({
    kind: z.literal('binaryFocalCrossentropy'),
    ...focal,
    /** Weighs the positive class by `alpha`, the negative by 1 − `alpha`. */
    applyClassBalancing: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('meanSquaredError') }),
  z.strictObject({ kind: z.literal('meanAbsoluteError') }),
  z.strictObject({ kind: z.literal('meanAbsolutePercentageError') }),
  z.strictObject({ kind: z.literal('meanSquaredLogarithmicError') }),
  z.strictObject({ kind: z.literal('huber'), delta: z.number().positive().default(1) }),
  z.strictObject({ kind: z.literal('logCosh') }),
  z.strictObject({ kind: z.literal('poisson') }),
  z.strictObject({ kind: z.literal('kullbackLeiblerDivergence') }),
  z.strictObject({ kind: z.literal('cosineSimilarity') }),
  z.strictObject({ kind: z.literal('hinge') }),
  z.strictObject({ kind: z.literal('squaredHinge') }),
  z.strictObject({ kind: z.literal('categoricalHinge') }),
  /** 1 less the overlap of targets and predictions (Milletari et al., 2016). */
  z.strictObject({ kind: z.literal('dice'), axis }),
  /** Salehi et al. (2017). */
  z.strictObject({
    kind: z.literal('tversky'),
    alpha: z.number().min(0).default(0.5),
    beta: z.number().min(0).default(0.5),
    axis,
  }),
  ...batchLosses,
  ...angularMargins,
] as const;

/**
 * Losses and their settings, by Keras' names and with Keras' defaults.
 * Predictions are probabilities where Keras says `from_logits=False`.
 */
export const lossSchema = z.discriminatedUnion('kind', losses, {
  error: knownToKeras(losses.map(({ shape }) => shape.kind.value)),
});
export type LossSpec = z.infer<typeof lossSchema>;
/** The same as people write it: a name alone, or with settings. */
export type LossOptions = LossSpec['kind'] | z.input<typeof lossSchema>;
