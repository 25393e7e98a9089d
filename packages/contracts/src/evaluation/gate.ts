import { z } from 'zod';
import { refOf } from '../artifact.ts';

/** What a model must reach before it is published. */
export const gateRulesSchema = z.strictObject({
  minimumAccuracy: z.number().min(0).max(1).default(0),
  /** Refuse a model whose accuracy on the same test split is below that of the one in production by more than `tolerance`. */
  notWorseThanProduction: z.boolean().default(true),
  tolerance: z.number().min(0).max(1).default(0),
});
export type GateRules = z.infer<typeof gateRulesSchema>;

export const gateInputSchema = z.strictObject({
  evaluation: refOf('evaluation'),
  /** The test split, on which the model in production is evaluated anew. */
  dataset: refOf('dataset'),
  /** The model in production, when there is one. */
  production: z.strictObject({ version: z.int(), model: refOf('model') }).optional(),
  rules: gateRulesSchema,
});
export type GateInput = z.infer<typeof gateInputSchema>;

export const gateOutputSchema = z.strictObject({
  passed: z.boolean(),
  checks: z.array(
    z.strictObject({
      rule: z.string(),
      passed: z.boolean(),
      received: z.number(),
      required: z.number(),
      message: z.string(),
    }),
  ),
});
export type GateOutput = z.infer<typeof gateOutputSchema>;
