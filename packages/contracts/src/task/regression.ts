import { z } from 'zod';
import { byName } from '../by-name.ts';

export const regressionSpecSchema = z
  .strictObject({
    kind: z.literal('regression'),
    values: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Which of the values that samples are annotated with; all of them when left out.'),
    loss: z
      .enum(['meanSquaredError', 'meanAbsoluteError', 'huber', 'logCosh'])
      .default('meanSquaredError')
      .describe('Between standardised values: with the mean 0 and the standard deviation 1 over the training split.'),
  })
  .describe('One or several numbers.');

/** The values in the order of the outputs, with their mean and standard deviation over the training split. */
export const regressionVocabularySchema = z.strictObject({
  values: z
    .array(z.strictObject({ name: z.string(), mean: z.number(), standardDeviation: z.number().positive() }))
    .min(1),
});

/** Each value in the unit of its annotation. */
export const regressionAnswerSchema = z.strictObject({ values: byName(z.number()) });
