import { z } from 'zod';
import { refOf } from '../artifact.ts';
import { modelNameSchema } from './registry.ts';

/** What a model is asked about record by record, without annotations. */
export const recordsSourceSchema = z.discriminatedUnion('kind', [
  /** The images in a folder and below it. */
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
  /** A table of paths, relative to it: CSV, TSV, JSON, JSONL or Parquet. */
  z.strictObject({ kind: z.literal('manifest'), path: z.string().min(1) }),
  /** The samples of a dataset artifact, of all its splits. */
  z.strictObject({ kind: z.literal('dataset'), dataset: refOf('dataset') }),
]);
export type RecordsSource = z.infer<typeof recordsSourceSchema>;

export const batchPredictInputSchema = z.strictObject({
  name: modelNameSchema,
  version: z.int().positive(),
  records: recordsSourceSchema,
  /** The folder of the predictions, which is made; absolute. */
  out: z.string().min(1),
  /** Records of a shard. */
  shardSize: z.int().min(1).max(1_000_000).default(4_096),
});
export type BatchPredictInput = z.infer<typeof batchPredictInputSchema>;
/** The same as a program gives it: what has a default may be left out. */
export type BatchPredictRequest = z.input<typeof batchPredictInputSchema>;

/** How many records have been dealt with. */
export interface BatchCounts {
  /** Records with a row in a shard. */
  readonly answered: number;
  /** Records with a line in the file of errors. */
  readonly bad: number;
}

/** How a batch prediction stands. */
export interface BatchProgress extends BatchCounts {
  /** Of the source; both are 0 until it has been listed. */
  readonly records: number;
  readonly shards: number;
  readonly shardsDone: number;
}

/** `predictions.json`, the last file that is written: with it the folder is whole. */
export const batchSummarySchema = z.strictObject({
  model: modelNameSchema,
  version: z.int().positive(),
  /** The artifact of that version. */
  artifact: refOf('model'),
  source: recordsSourceSchema,
  shardSize: z.int().positive(),
  records: z.int().nonnegative(),
  answered: z.int().nonnegative(),
  bad: z.int().nonnegative(),
  /** Files of the folder, in the order of the records. */
  shards: z.array(z.string()),
  /** The file of errors; null where no record was bad. */
  errors: z.string().nullable(),
});
export type BatchSummary = z.infer<typeof batchSummarySchema>;
