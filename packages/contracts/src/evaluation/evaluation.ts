import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { byName } from '../by-name.ts';
import { splitNameSchema } from '../data/split-name.ts';

export const evaluateInputSchema = z.strictObject({
  model: refOf('trained-model'),
  dataset: refOf('dataset'),
  split: splitNameSchema.default('test'),
});
export type EvaluateInput = z.infer<typeof evaluateInputSchema>;

const classMetricsSchema = z.strictObject({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.int(),
});
const interval = z.tuple([z.number(), z.number()]);

/** `metrics.json` of an evaluation artifact. Definitions as in scikit-learn; a ratio with denominator 0 is 0. */
export const metricsSchema = z.strictObject({
  samples: z.int(),
  accuracy: z.number(),
  /** Wilson score interval, 95 %. */
  accuracyInterval: interval,
  loss: z.number(),
  labels: z.array(z.string()),
  /** `confusion[actual][predicted]`, counts. */
  confusion: z.array(z.array(z.int())),
  perClass: byName(classMetricsSchema),
  macro: z.strictObject({ precision: z.number(), recall: z.number(), f1: z.number() }),
});
export type Metrics = z.infer<typeof metricsSchema>;

const point = z.tuple([z.number(), z.number()]);
/** The points of a curve, decimated for drawing, and the area under all of it; null where the split lacks the samples to tell. */
const curveSchema = z.strictObject({ points: z.array(point), area: z.number().nullable() });
const binaryCurvesSchema = z.strictObject({
  /** `[false positive rate, true positive rate]`. */
  roc: curveSchema,
  /** `[recall, precision]`; the area is the average precision. */
  precisionRecall: curveSchema,
});

/** `curves.json` of an evaluation artifact: each class against the rest, in the order of the labels. */
export const curvesSchema = z.strictObject({
  micro: binaryCurvesSchema,
  perClass: z.array(z.strictObject({ label: z.string(), ...binaryCurvesSchema.shape })),
  calibration: z.strictObject({
    expectedCalibrationError: z.number(),
    /** By the probability of the predicted class, `(lower, upper]`; `confidence` is its mean. */
    bins: z.array(
      z.strictObject({
        lower: z.number(),
        upper: z.number(),
        samples: z.int(),
        confidence: z.number(),
        correct: z.int(),
      }),
    ),
  }),
});
export type Curves = z.infer<typeof curvesSchema>;

export const evaluateOutputSchema = z.strictObject({
  evaluation: refOf('evaluation'),
  /** What was measured on. */
  split: splitNameSchema.default('test'),
  samples: z.int(),
  accuracy: z.number(),
  macro: metricsSchema.shape.macro,
});
export type EvaluateOutput = z.infer<typeof evaluateOutputSchema>;

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
