import { z } from 'zod';
import { byName } from '../by-name.ts';
import { boxSchema } from './frame.ts';
import { splitNameSchema } from './split-name.ts';

/** An encoded file of a sample: where it is in the sample's shard, and the sha256 of its bytes. */
const samplePartSchema = z.strictObject({
  /** The image that the sample is; or one of the frames of a clip. */
  role: z.enum(['image', 'frame']),
  offset: z.int(),
  bytes: z.int(),
  sha256: z.string(),
});
export type SamplePart = z.infer<typeof samplePartSchema>;

/**
 * One row of a dataset's `index.parquet`: what a network sees once.
 * `id` is the path in the source: stable across versions.
 */
export const sampleSchema = z.strictObject({
  id: z.string(),
  /** Its one class. */
  label: z.string().optional(),
  /** All that it shows, sorted by code points; empty when nothing of what is asked for. */
  labels: z.array(z.string()).optional(),
  /** Numbers by name, each in the unit of its source. */
  values: byName(z.number()).optional(),
  /** As the source defines it, until the stage `split` decides. */
  split: splitNameSchema.nullable(),
  /** Absent when the source provides no boxes; empty when it says that there are none. */
  boxes: z.array(boxSchema).optional(),
  /** Samples of one group (a patient, a source video) belong into one split. */
  group: z.string().optional(),
  /** Samples of one cluster are near duplicates, as `scrub` found, and belong into one split; the id of the first. */
  cluster: z.string().optional(),
  /** When it was taken, as the source gives it: Unix time in seconds, or any number that grows with time. */
  time: z.number().optional(),
  /** Of the image, or of each frame. */
  width: z.int(),
  height: z.int(),
  /** The shard file that holds its parts. */
  shard: z.string(),
  /** One image, or the frames of a clip in their order. */
  parts: z.array(samplePartSchema).min(1),
});
export type Sample = z.infer<typeof sampleSchema>;

/** Where a sample was placed that an earlier dataset of the pipeline had, and a later one has no more. */
export const departedSchema = z.strictObject({
  id: z.string(),
  /** The sha256 of its image, or of each of its frames. */
  content: z.string(),
  split: splitNameSchema,
});
export type Departed = z.infer<typeof departedSchema>;
