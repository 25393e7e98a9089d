import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { datasetOutput } from './dataset.ts';
import { quarantineReasonSchema } from './quarantine.ts';

/**
 * ignore: not looked for; flag: listed, the sample stays; quarantine: listed and set aside, see `restore`; fail: the
 * stage ends with an error.
 */
const scrubActionSchema = z.enum(['ignore', 'flag', 'quarantine', 'fail']);
export type ScrubAction = z.infer<typeof scrubActionSchema>;

/**
 * Where the checks of images draw the line, on scores from 0 (as bad as can be) to 1. The defaults are cleanvision's.
 */
const scrubThresholdsSchema = z.strictObject({
  /** Least brightness, 0 to 1, that the brightest 1 % of the pixels must reach. */
  dark: z.number().min(0).max(1).default(0.32),
  /** Least distance from white, 0 to 1, that the darkest 5 % of the pixels must reach. */
  light: z.number().min(0).max(1).default(0.05),
  /** Least 1 - exp(-0.01 x), x the standard deviation of the edges in grey levels. */
  blurry: z.number().min(0).max(1).default(0.29),
  /** Least entropy of the histogram in bits, divided by 10. */
  lowInformation: z.number().min(0).max(1).default(0.3),
  /** Least shorter side divided by the longer. */
  oddAspectRatio: z.number().min(0).max(1).default(0.35),
  /** Interquartile ranges below the first or above the third quartile of √(width × height). */
  oddSize: z.number().positive().default(3),
  /** Interquartile ranges above the third quartile of the mean distance to the ten nearest neighbours. */
  outliers: z.number().positive().default(1.7),
  /** Most bits of 64 in which the perceptual hashes (pHash) of near duplicates differ. */
  nearDuplicates: z.int().min(0).max(16).default(0),
});
export type ScrubThresholds = z.infer<typeof scrubThresholdsSchema>;

/**
 * A small classifier that the stage trains for `labelErrors`, where no `predictions` are given: multinomial logistic
 * regression on histograms of oriented gradients and mean colours. Each sample is judged by a model that was trained on
 * the other folds.
 */
const classifierSchema = z.strictObject({
  folds: z.int().min(2).max(20).default(5),
  seed: z.int().min(0).default(0),
});
export type Classifier = z.infer<typeof classifierSchema>;

/** What to do with what each check of `scrub` finds. */
export const scrubPolicySchema = z.strictObject({
  /**
   * Byte-identical images. With one label: keep the first. With different labels:
   * keep none, as nobody knows which is right.
   */
  exactDuplicates: scrubActionSchema.default('quarantine'),
  dark: scrubActionSchema.default('flag'),
  light: scrubActionSchema.default('flag'),
  blurry: scrubActionSchema.default('flag'),
  lowInformation: scrubActionSchema.default('flag'),
  oddAspectRatio: scrubActionSchema.default('flag'),
  oddSize: scrubActionSchema.default('flag'),
  /** Images stored with one band in a dataset that has images in colour too. */
  greyscale: scrubActionSchema.default('flag'),
  /**
   * Images that look alike, all but the first. Those that stay are one cluster, which no split divides unless it is
   * allowed by name.
   */
  nearDuplicates: scrubActionSchema.default('flag'),
  /** Images that look like one of another split, where the source has splits: those of the later split. */
  splitLeaks: scrubActionSchema.default('flag'),
  missingLabels: scrubActionSchema.default('quarantine'),
  /**
   * Labels that confident learning finds wrong by the `predictions` of models which had not seen the samples, or by
   * those of the `classifier`.
   */
  labelErrors: scrubActionSchema.default('flag'),
  /** Images far from all others by what they look like: gradients and colours. */
  outliers: scrubActionSchema.default('ignore'),
  /** Images with boxes that are empty, reach out of the image or are there twice. */
  invalidBoxes: scrubActionSchema.default('flag'),
  thresholds: scrubThresholdsSchema.prefault({}),
  /** null: none is trained. */
  classifier: classifierSchema.nullable().default(null),
  /** Ids of samples that a person has looked at: nothing is found in them. */
  keep: z.array(z.string()).default([]),
});
export type ScrubPolicy = z.infer<typeof scrubPolicySchema>;

/** The checks of `scrub`, by the names of their policies. */
export const scrubCheckSchema = scrubPolicySchema.keyof().exclude(['thresholds', 'classifier', 'keep']);
export type ScrubCheckName = z.infer<typeof scrubCheckSchema>;

/** Something wrong with a sample. One row of a dataset's `findings.parquet`. */
export const findingSchema = z.strictObject({
  /** The sample's id. */
  sample: z.string(),
  check: scrubCheckSchema,
  /** From 0 (as bad as can be) to 1 (nothing wrong), as cleanvision and cleanlab score. */
  score: z.number().min(0).max(1),
  reason: quarantineReasonSchema,
  detail: z.string(),
  /** What was done about it. */
  action: scrubActionSchema.extract(['flag', 'quarantine']),
});
export type Finding = z.infer<typeof findingSchema>;

export const scrubInputSchema = z.strictObject({
  dataset: refOf('dataset'),
  policy: scrubPolicySchema.prefault({}),
  /** Evaluations of the folds of a cross-validation: what each model says of the samples that it was not trained on. */
  predictions: z.array(refOf('evaluation')).default([]),
});
export type ScrubInput = z.infer<typeof scrubInputSchema>;
export const scrubOutputSchema = z.strictObject({
  ...datasetOutput,
  /** How many findings each check has; a check without any is left out. */
  findings: z.partialRecord(scrubCheckSchema, z.int()),
});
export type ScrubOutput = z.infer<typeof scrubOutputSchema>;
