import { z } from 'zod';
import { betterSchema } from '../evaluation/figure.ts';

/** Keras' `EarlyStopping`: what it watches also decides which epoch is the best. */
export const earlyStoppingSchema = z.strictObject({
  /** A value of the validation samples: `validationLoss`, or a metric such as `validationAccuracy`. */
  monitor: z.string().default('validationLoss'),
  /** Which of its values are better, as Keras' `mode`; known of all but custom metrics. */
  better: betterSchema.optional(),
  patience: z.int().min(1).default(5),
  /** An epoch counts as an improvement when it is better by more than this. */
  minDelta: z.number().min(0).default(0),
});
