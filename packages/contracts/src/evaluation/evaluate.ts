import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { splitNameSchema } from '../data/split-name.ts';
import { metricsSchema } from './metrics.ts';

export const evaluateInputSchema = z.strictObject({
  model: refOf('trained-model'),
  dataset: refOf('dataset'),
  split: splitNameSchema.default('test'),
});
export type EvaluateInput = z.infer<typeof evaluateInputSchema>;

export const evaluateOutputSchema = z.strictObject({
  evaluation: refOf('evaluation'),
  /** What was measured on. */
  split: splitNameSchema.default('test'),
  samples: z.int(),
  accuracy: z.number(),
  macro: metricsSchema.shape.macro,
});
export type EvaluateOutput = z.infer<typeof evaluateOutputSchema>;
