import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { byName } from '../by-name.ts';

const recallSchema = z.number().min(0).max(1);

export const gateRulesSchema = z
  .strictObject({
    minimum: byName(z.number())
      .prefault({})
      .meta({
        description: 'The least value of figures of which higher values are better.',
        examples: [{ accuracy: 0.95, macroF1: 0.9 }],
      }),
    maximum: byName(z.number())
      .prefault({})
      .meta({
        description: 'The greatest value of figures of which lower values are better.',
        examples: [{ meanAbsoluteError: 12 }],
      }),
    minimumRecall: z
      .union([recallSchema, byName(recallSchema)], {
        error: 'Allowed: a number from 0 to 1, or numbers by class name.',
      })
      .default(0.2)
      .meta({
        description:
          'The least recall of each class: a number for all that have enough samples to be judged, 0 to ask nothing; ' +
          'or numbers by class name, for those classes whatever their samples.',
        examples: [0.8, { melanoma: 0.95 }],
      }),
    betterThanConstant: z
      .boolean()
      .default(true)
      .describe('Refuse a model that is no better than one answer given to all samples, such as the largest class.'),
    notWorseThanProduction: z
      .union([z.boolean(), z.array(z.string()).min(1)], { error: 'Allowed: true, false, or a list of figures.' })
      .default(true)
      .describe(
        'Refuse a model that is worse by more than `tolerance` than the one in production on the same split, in ' +
          'these figures; `true` is the headline of the task.',
      ),
    tolerance: z.number().min(0).default(0).describe('How much worse than production a figure may be, in its unit.'),
  })
  .meta({
    description: 'What a model must reach before it is published. Figures are those of its task, by name.',
    moved: { minimumAccuracy: 'gate: { minimum: { accuracy: … } }' },
  });
export type GateRules = z.infer<typeof gateRulesSchema>;

/** What the evaluation failed with: an error code, and what it says. */
const problemSchema = z.strictObject({ code: z.string(), message: z.string() });

export const gateInputSchema = z.strictObject({
  evaluation: refOf('evaluation'),
  /** The model in production, where there is one: measured on the same samples, or why it could not be. */
  production: z
    .union([
      z.strictObject({ version: z.int(), evaluation: refOf('evaluation') }),
      z.strictObject({ version: z.int(), problem: problemSchema }),
    ])
    .optional(),
  rules: gateRulesSchema,
});
export type GateInput = z.infer<typeof gateInputSchema>;

/** What a rule found of one figure. */
const checkSchema = z.strictObject({
  rule: z.string(),
  figure: z.string().optional(),
  passed: z.boolean(),
  /** Both absent where there was nothing to compare. */
  received: z.number().optional(),
  required: z.number().optional(),
  message: z.string(),
});
export type GateCheck = z.infer<typeof checkSchema>;

export const gateOutputSchema = z.strictObject({
  passed: z.boolean(),
  checks: z.array(checkSchema),
  /**
   * The version in production that the model was compared with; null where there was none. Absent where the rules do
   * not ask for a comparison.
   */
  production: z.int().positive().nullable().optional(),
  /** Those of the evaluation: what the checks could not judge. */
  warnings: z.array(z.string()).optional(),
});
export type GateOutput = z.infer<typeof gateOutputSchema>;
