import { z } from 'zod';
import { betterSchema } from '../evaluation/figure.ts';

/** Keras' `EarlyStopping`: what it watches also decides which epoch is the best. */
export const earlyStoppingSchema = z.strictObject({
  monitor: z
    .string()
    .default('validationLoss')
    .describe('A value of the validation samples: `validationLoss`, or a metric such as `validationAccuracy`.'),
  better: betterSchema
    .optional()
    .describe("Which of its values are better, as Keras' `mode`; known of all but custom metrics."),
  patience: z.int().min(1).default(5).describe('Epochs without an improvement after which the training ends.'),
  minDelta: z
    .number()
    .min(0)
    .default(0)
    .describe('An epoch counts as an improvement when it is better by more than this.'),
});
