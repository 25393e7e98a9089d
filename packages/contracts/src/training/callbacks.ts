import { z } from 'zod';

/** Keras' `EarlyStopping`: what it watches also decides which epoch is the best. */
export const earlyStoppingSchema = z.strictObject({
  monitor: z.enum(['validationLoss', 'validationAccuracy']).default('validationLoss'),
  patience: z.int().min(1).default(5),
  /** An epoch that is better by no more than this counts as no better. */
  minDelta: z.number().min(0).default(0),
});
