import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { byName } from '../by-name.ts';
import { decodeLimitsSchema } from './preprocess.ts';
import { sourceSchema } from './source.ts';
import { splitNameSchema } from './split-name.ts';

/** Why a file or a sample was set aside. */
export const quarantineReasonSchema = z.enum([
  'empty-file',
  'not-an-image',
  'corrupt-image',
  'unsupported-format',
  'no-video-stream',
  'too-few-frames',
  'took-too-long',
  'too-many-pixels',
  'too-many-bytes',
  'outside-source',
  'missing-file',
  'not-a-file',
  'unsafe-path',
  'nested-archive',
  'missing-label',
  'invalid-annotation',
  'corrupt-record',
  'duplicate-id',
  'exact-duplicate',
  'conflicting-duplicate',
  'dark',
  'light',
  'blurry',
  'low-information',
  'odd-aspect-ratio',
  'odd-size',
  'greyscale',
  'near-duplicate',
  'split-leak',
  'label-error',
  'outlier',
  'invalid-boxes',
]);

/**
 * An object in an image. The corner (`x`, `y`) nearest the origin, `width` and `height` are shares of the image's width and height as seen (after EXIF orientation):
 * 0 is the left or upper edge, 1 the right or lower one. A box may be empty or reach out of the image: it stays as its source gave it.
 */
export const boxSchema = z.strictObject({
  label: z.string().min(1),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
export type Box = z.infer<typeof boxSchema>;

/** One row of a dataset's `index.parquet`. `id` is the path in the source: stable across versions. */
export const sampleSchema = z.strictObject({
  id: z.string(),
  label: z.string(),
  /** As the source defines it, until the stage `split` decides. */
  split: splitNameSchema.nullable(),
  /** Absent when the source tells of no boxes; empty when it says that there are none. */
  boxes: z.array(boxSchema).optional(),
  /** Samples of one group (a patient, a source video) belong into one split. */
  group: z.string().optional(),
  /** Samples of one cluster are near duplicates of each other, as `scrub` found, and belong into one split; the id of the first. */
  cluster: z.string().optional(),
  /** When it was taken, as the source tells: Unix time in seconds, or any number that grows with time. */
  time: z.number().optional(),
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

/** A file or a sample that was set aside, and why. It stays listed in the dataset. */
export const quarantinedSchema = z.strictObject({
  path: z.string(),
  reason: quarantineReasonSchema,
  detail: z.string(),
  /** The row to put back, where the file was a sample before. */
  sample: sampleSchema.optional(),
});
export type Quarantined = z.infer<typeof quarantinedSchema>;

/** How many samples have something. */
const presenceSchema = z.enum(['none', 'some', 'all']);
export type Presence = z.infer<typeof presenceSchema>;

/** `schema.json` of a dataset: what its samples let expect of those of a later version. */
export const inferredSchemaSchema = z.strictObject({
  /** Sorted by code points: a sample's class index is its label's place here. */
  labels: z.array(z.string()),
  boxes: z.strictObject({ presence: presenceSchema, labels: z.array(z.string()) }),
  groups: presenceSchema,
  times: presenceSchema,
});
export type InferredSchema = z.infer<typeof inferredSchemaSchema>;

/** `statistics.json` of a dataset. */
export const datasetStatisticsSchema = z.strictObject({
  samples: z.int(),
  classes: byName(z.int()),
  splits: byName(byName(z.int())),
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

/** What every stage that makes a dataset says of it. */
export const datasetOutput = {
  dataset: refOf('dataset'),
  samples: z.int(),
  classes: byName(z.int()),
  quarantined: z.int(),
};
export const ingestOutputSchema = z.strictObject(datasetOutput);
export type IngestOutput = z.infer<typeof ingestOutputSchema>;
