import { z } from 'zod';
import { refOf } from './artifact.ts';
import { decodeLimitsSchema } from './preprocess.ts';

export const SPLITS = ['train', 'validation', 'test'] as const;
export const splitNameSchema = z.enum(SPLITS);
export type SplitName = z.infer<typeof splitNameSchema>;

/** Where samples come from. A folder with one folder of images a class; the path is relative to the spec file. */
export const sourceSchema = z.strictObject({
  kind: z.literal('image-folder').default('image-folder'),
  path: z.string().min(1),
});
export type Source = z.infer<typeof sourceSchema>;

/** A sample that was set aside, and why. It stays listed in the dataset. */
export const quarantinedSchema = z.strictObject({
  path: z.string(),
  reason: z.enum([
    'empty-file',
    'not-an-image',
    'corrupt-image',
    'too-many-pixels',
    'too-many-bytes',
    'outside-source',
    'missing-label',
    'exact-duplicate',
    'conflicting-duplicate',
  ]),
  detail: z.string(),
});
export type Quarantined = z.infer<typeof quarantinedSchema>;

/** One row of a dataset's `index.parquet`. `id` is the path in the source: stable across versions. */
export const sampleSchema = z.strictObject({
  id: z.string(),
  label: z.string(),
  split: splitNameSchema.nullable(),
  width: z.int(),
  height: z.int(),
  bytes: z.int(),
  /** Of the encoded file. */
  sha256: z.string(),
  /** The shard file that holds the bytes, and where in it. */
  shard: z.string(),
  offset: z.int(),
});
export type Sample = z.infer<typeof sampleSchema>;

/** `statistics.json` of a dataset. */
export const datasetStatisticsSchema = z.strictObject({
  samples: z.int(),
  classes: z.record(z.string(), z.int()),
  splits: z.record(z.string(), z.record(z.string(), z.int())),
  quarantined: z.int(),
  width: z.strictObject({ minimum: z.int(), maximum: z.int() }),
  height: z.strictObject({ minimum: z.int(), maximum: z.int() }),
});
export type DatasetStatistics = z.infer<typeof datasetStatisticsSchema>;

export const ingestInputSchema = z.strictObject({
  source: sourceSchema,
  limits: decodeLimitsSchema.prefault({}),
  /** Above this share of unreadable files the run stops. */
  maxQuarantinedShare: z.number().min(0).max(1).default(0.05),
});
export type IngestInput = z.infer<typeof ingestInputSchema>;

const datasetOutput = {
  dataset: refOf('dataset'),
  samples: z.int(),
  classes: z.record(z.string(), z.int()),
  quarantined: z.int(),
};
export const ingestOutputSchema = z.strictObject(datasetOutput);
export type IngestOutput = z.infer<typeof ingestOutputSchema>;

/** What to do with byte-identical images. With one label: keep the first. With different labels: keep none, nobody knows which is right. */
export const scrubPolicySchema = z.strictObject({
  exactDuplicates: z.enum(['ignore', 'quarantine', 'fail']).default('quarantine'),
});
export const scrubInputSchema = z.strictObject({ dataset: refOf('dataset'), policy: scrubPolicySchema.prefault({}) });
export type ScrubInput = z.infer<typeof scrubInputSchema>;
export const scrubOutputSchema = z.strictObject(datasetOutput);
export type ScrubOutput = z.infer<typeof scrubOutputSchema>;

/** Shares of a stratified split; they must add up to 1. */
export const splitSharesSchema = z
  .strictObject({ train: z.number().gt(0).lt(1), validation: z.number().gt(0).lt(1), test: z.number().gt(0).lt(1) })
  .refine(
    (shares) => Math.abs(shares.train + shares.validation + shares.test - 1) < 1e-9,
    'train + validation + test must be 1',
  );
export type SplitShares = z.infer<typeof splitSharesSchema>;
export const splitInputSchema = z.strictObject({
  dataset: refOf('dataset'),
  shares: splitSharesSchema.default({ train: 0.7, validation: 0.15, test: 0.15 }),
  seed: z.int(),
});
export type SplitInput = z.infer<typeof splitInputSchema>;
export const splitOutputSchema = z.strictObject({ ...datasetOutput, splits: z.record(splitNameSchema, z.int()) });
export type SplitOutput = z.infer<typeof splitOutputSchema>;
