import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { datasetOutput } from './dataset.ts';
import { quarantineReasonSchema } from './quarantine.ts';

const scrubActionSchema = z.enum(['ignore', 'flag', 'quarantine', 'fail']);
export type ScrubAction = z.infer<typeof scrubActionSchema>;

/**
 * Where the checks of images draw the line, on scores from 0 (as bad as can be) to 1. The defaults are cleanvision's.
 */
const scrubThresholdsSchema = z.strictObject({
  dark: z
    .number()
    .min(0)
    .max(1)
    .default(0.32)
    .describe('Least brightness, 0 to 1, that the brightest 1 % of the pixels must reach.'),
  light: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('Least distance from white, 0 to 1, that the darkest 5 % of the pixels must reach.'),
  blurry: z
    .number()
    .min(0)
    .max(1)
    .default(0.29)
    .describe('Least 1 - exp(-0.01 x), x the standard deviation of the edges in grey levels.'),
  lowInformation: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('Least entropy of the histogram in bits, divided by 10.'),
  oddAspectRatio: z.number().min(0).max(1).default(0.35).describe('Least shorter side divided by the longer.'),
  oddSize: z
    .number()
    .positive()
    .default(3)
    .describe('Interquartile ranges below the first or above the third quartile of √(width × height).'),
  outliers: z
    .number()
    .positive()
    .default(1.7)
    .describe('Interquartile ranges above the third quartile of the mean distance to the ten nearest neighbours.'),
  nearDuplicates: z
    .int()
    .min(0)
    .max(16)
    .default(0)
    .describe('Most bits of 64 in which the perceptual hashes (pHash) of near duplicates differ.'),
  prevalence: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe(
      'Largest share of the samples in which `dark`, `light`, `blurry`, `lowInformation` or `oddAspectRatio` is ' +
        'flagged. What more of them share is how this data looks: it is counted, not listed.',
    ),
});
export type ScrubThresholds = z.infer<typeof scrubThresholdsSchema>;

/**
 * A small classifier that the stage trains for `labelErrors`, where no `predictions` are given: multinomial logistic
 * regression on histograms of oriented gradients and mean colours. Each sample is judged by a model that was trained on
 * the other folds.
 */
const classifierSchema = z.strictObject({
  folds: z.int().min(2).max(20).default(5).describe('Parts of the data; each is judged by a model of the others.'),
  seed: z.int().min(0).default(0).describe('Decides which sample is in which fold.'),
});
export type Classifier = z.infer<typeof classifierSchema>;

export const scrubPolicySchema = z
  .strictObject({
    exactDuplicates: scrubActionSchema
      .default('quarantine')
      .describe(
        'Byte-identical images. With one label the first is kept; with different labels none, as nobody knows which ' +
          'is right.',
      ),
    dark: scrubActionSchema.default('flag').describe('Images that are almost black.'),
    light: scrubActionSchema.default('flag').describe('Images that are almost white.'),
    blurry: scrubActionSchema.default('flag').describe('Images without sharp edges.'),
    lowInformation: scrubActionSchema.default('flag').describe('Images of hardly more than one grey level.'),
    oddAspectRatio: scrubActionSchema.default('flag').describe('Images that are much longer than wide, or wider.'),
    oddSize: scrubActionSchema.default('flag').describe('Images much smaller or larger than the others.'),
    greyscale: scrubActionSchema
      .default('flag')
      .describe('Images stored with one band in a dataset that has images in colour too.'),
    nearDuplicates: scrubActionSchema
      .default('flag')
      .describe(
        'Images that look alike, all but the first. Those that stay are one cluster, which no split divides unless ' +
          '`split.allowLeaks` says so.',
      ),
    splitLeaks: scrubActionSchema
      .default('flag')
      .describe('Images that look like one of another split, where the source has splits: those of the later split.'),
    missingLabels: scrubActionSchema.default('quarantine').describe('Samples without a label.'),
    labelErrors: scrubActionSchema
      .default('flag')
      .describe('Labels that confident learning finds wrong. In a pipeline it needs `classifier`.'),
    outliers: scrubActionSchema
      .default('ignore')
      .describe('Images far from all others by what they look like: gradients and colours.'),
    invalidBoxes: scrubActionSchema
      .default('flag')
      .describe('Images with boxes that are empty, reach out of the image or are there twice.'),
    thresholds: scrubThresholdsSchema
      .prefault({})
      .describe('Where the checks draw the line, on scores from 0 (as bad as can be) to 1 (nothing wrong).'),
    classifier: classifierSchema
      .nullable()
      .default(null)
      .describe(
        'A small classifier that is trained for `labelErrors`: logistic regression on histograms of gradients and ' +
          'mean colours. Null trains none.',
      ),
    keep: z
      .array(z.string())
      .default([])
      .meta({
        description: 'Ids of samples that a person has looked at: nothing is found in them.',
        examples: [['cats/0041.jpg']],
      }),
  })
  .describe(
    'What to do with what each check finds. `ignore`: it is not looked for; `flag`: it is listed and the sample ' +
      'stays; `quarantine`: it is listed and the sample set aside; `fail`: the run ends with an error.',
  );
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
  /** The id of the sample that it repeats or contradicts, where the check compares samples. */
  partner: z.string().optional(),
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
  /** In how many samples a check found what so many share that it is not listed: `thresholds.prevalence`. */
  prevalent: z.partialRecord(scrubCheckSchema, z.int()).optional(),
});
export type ScrubOutput = z.infer<typeof scrubOutputSchema>;
