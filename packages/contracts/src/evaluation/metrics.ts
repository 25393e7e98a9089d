import { z } from 'zod';
import { byName } from '../by-name.ts';

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
