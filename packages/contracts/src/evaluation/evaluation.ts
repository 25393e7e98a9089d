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
  /** What makes figures less certain than they look: classes of too few samples. */
  warnings: z.array(z.string()).optional(),
});
export type EvaluationSummary = z.infer<typeof evaluationSummarySchema>;

/** What was measured of one class. */
const classResultSchema = z.strictObject({
  name: z.string(),
  /** Of the split, that are of this class. */
  samples: z.int().min(0),
  /** The part of them that was recognized, and its 95 % confidence interval; absent where there are none. */
  recall: z.strictObject({ value: z.number(), interval: z.tuple([z.number(), z.number()]) }).optional(),
});
export type ClassResult = z.infer<typeof classResultSchema>;

/** `evaluation.json` of an evaluation artifact. */
export const evaluationSchema = evaluationSummarySchema.extend({
  task: z.string(),
  /**
   * What the model tells apart or predicts, as the names of classes, in the order of its outputs. Figures compare only
   * where these are the same.
   */
  targetNames: z.array(z.string()),
  /** In the order of `targetNames`, where those are classes. */
  classes: z.array(classResultSchema).optional(),
  /** What the best answer that is the same for all samples would reach in one of the figures. */
  constant: z.strictObject({ figure: z.string(), value: z.number() }).optional(),
  exhibits: z.array(exhibitSchema),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
