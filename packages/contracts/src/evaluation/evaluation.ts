import { z } from 'zod';
import { splitNameSchema } from '../data/split-name.ts';
import { exhibitSchema } from './exhibit.ts';
import { figuresSchema } from './figure.ts';

/** What a model was measured to do, in short. */
export const evaluationSummarySchema = z.strictObject({
  /** What was measured on, and how many samples that is. */
  split: splitNameSchema,
  samples: z.int(),
  /** The name of the headline figure. */
  headline: z.string(),
  figures: figuresSchema,
});
export type EvaluationSummary = z.infer<typeof evaluationSummarySchema>;

/** `evaluation.json` of an evaluation artifact. */
export const evaluationSchema = evaluationSummarySchema.extend({
  task: z.string(),
  /**
   * What the model tells apart or predicts, as the names of classes, in the order of its outputs. Figures compare only
   * where these are the same.
   */
  targetNames: z.array(z.string()),
  exhibits: z.array(exhibitSchema),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
