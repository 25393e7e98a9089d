import { z } from 'zod';
import { boxSchema } from './frame.ts';
import { splitNameSchema } from './split-name.ts';

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
