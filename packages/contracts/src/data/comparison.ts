import { z } from 'zod';
import { splitNameSchema } from './split-name.ts';

/** How far two sets of samples may lie apart, each from 0 (alike) to 1. */
export const comparisonThresholdsSchema = z
  .strictObject({
    /** The greatest part of a class's samples that may be gone; of all samples, where there are no classes. */
    lostFraction: z.number().min(0).max(1).default(0.2),
    /** The greatest difference of a class's fraction. */
    classFraction: z.number().min(0).max(1).default(0.05),
    /** Kolmogorov-Smirnov distance of the images' mean brightness. */
    brightness: z.number().min(0).max(1).default(0.1),
    /** The same of √(width × height). */
    size: z.number().min(0).max(1).default(0.1),
    /** The same of width / height. */
    aspectRatio: z.number().min(0).max(1).default(0.1),
    /**
     * The greatest of those of the 64 numbers of the images' embeddings: what they look like, by gradients and colours.
     */
    embedding: z.number().min(0).max(1).default(0.1),
  })
  .meta({ moved: { classShare: 'classFraction' } });
export type ComparisonThresholds = z.infer<typeof comparisonThresholdsSchema>;

/** The distances that are compared, by the names of their thresholds. */
const comparisonMeasureSchema = comparisonThresholdsSchema.keyof().exclude(['lostFraction']);
export type ComparisonMeasure = z.infer<typeof comparisonMeasureSchema>;

/** What two sets of samples differ in. */
export const differenceSchema = z.strictObject({
  measure: comparisonMeasureSchema,
  /** 0 (alike) to 1. */
  distance: z.number().min(0).max(1),
  /** The threshold, or what chance alone brings about in so few samples (at 1 %) where that is more. */
  limit: z.number(),
  exceeded: z.boolean(),
  detail: z.string(),
});
export type Difference = z.infer<typeof differenceSchema>;

const violationKindSchema = z.enum([
  'new-class',
  'lost-class',
  'shrunken-class',
  'lost-samples',
  'new-box-class',
  'lost-boxes',
  'lost-groups',
  'lost-times',
]);

/** What became of a dataset from one version to another. */
export const datasetComparisonSchema = z.strictObject({
  /** Samples by their ids; changed are those with other bytes, another label or other boxes. */
  samples: z.strictObject({ added: z.int(), removed: z.int(), changed: z.int() }),
  /** Where the later version differs from what the earlier one's schema says, or has lost too many of its samples. */
  violations: z.array(z.strictObject({ kind: violationKindSchema, detail: z.string() })),
  /** The later version against the earlier one. */
  drift: z.array(differenceSchema),
  /** Each other split of the later version against its training split. */
  skew: z.array(z.strictObject({ split: splitNameSchema, differences: z.array(differenceSchema) })),
  /** No violation, and no limit exceeded. */
  passed: z.boolean(),
});
export type DatasetComparison = z.infer<typeof datasetComparisonSchema>;
