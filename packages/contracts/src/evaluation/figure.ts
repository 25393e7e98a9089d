import { z } from 'zod';
import { byName } from '../by-name.ts';

/**
 * What a number counts or is measured in. All that writes numbers knows `count` and `fraction`, which is written in per
 * cent; any other unit (`°`, `px`) is written after the number.
 */
export const unitSchema = z.string().min(1);

export const betterSchema = z.enum(['higher', 'lower']);
/** Which values of a figure are better. */
export type Better = z.infer<typeof betterSchema>;

/** One number that a model was measured to have: an accuracy, a mean error, a loss. */
const figureSchema = z.strictObject({
  value: z.number(),
  /** 95 % confidence interval. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  better: betterSchema,
  unit: unitSchema.optional(),
});
export type Figure = z.infer<typeof figureSchema>;

/** Figures by name. */
export const figuresSchema = byName(figureSchema);
export type Figures = z.infer<typeof figuresSchema>;
