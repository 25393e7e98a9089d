import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { splitNameSchema } from '../data/split-name.ts';
import { evaluationSummarySchema } from './evaluation.ts';

export const evaluateInputSchema = z.strictObject({
  /** As training left it, or as it was published. */
  model: z.discriminatedUnion('kind', [refOf('trained-model'), refOf('model')]),
  dataset: refOf('dataset'),
  split: splitNameSchema.default('test'),
});
export type EvaluateInput = z.infer<typeof evaluateInputSchema>;

export const evaluateOutputSchema = evaluationSummarySchema.extend({ evaluation: refOf('evaluation') });
export type EvaluateOutput = z.infer<typeof evaluateOutputSchema>;
