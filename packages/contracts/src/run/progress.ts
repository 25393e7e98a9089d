import { z } from 'zod';
import { epochRecordSchema } from '../training/history.ts';

/**
 * One step forward of a stage. The terminal's bar, Temporal's heartbeat and the web page all show the same events;
 * which stage it belongs to is known by whoever runs the stage. `done` of `total` `unit`s; `metrics` are the latest
 * values worth showing (loss, accuracy, …); `message` is for people alone.
 */
export const progressEventSchema = z.strictObject({
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
  unit: z.string(),
  message: z.string().optional(),
  /** Which epoch of a training this belongs to, from 1, and `of` how many. */
  epoch: z.strictObject({ number: z.int(), of: z.int() }).optional(),
  /** Of an epoch that has just ended, or that a continued training had before: all that was measured in it. */
  epochEnded: epochRecordSchema.optional(),
  /** Set where nothing was computed: an earlier run had the same input. */
  cached: z.literal(true).optional(),
  /** Set where a stage was computed again on request, and its result is not that of the earlier run. */
  differs: z.literal(true).optional(),
  metrics: z.record(z.string(), z.number()).optional(),
});
export type ProgressEvent = z.infer<typeof progressEventSchema>;
