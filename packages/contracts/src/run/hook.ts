import { z } from 'zod';
import { durationSchema } from '../deployment/schedule.ts';
import { stageNameSchema } from './stage-state.ts';

/** An activity of the caller's own that a run waits for between two stages. */
export const hookSchema = z.strictObject({
  /** The stage that it comes after. */
  after: stageNameSchema,
  /** The name that the caller's worker has it by. */
  activity: z.string().min(1),
  /** The task queue that this worker takes. */
  taskQueue: z.string().min(1),
  /** How long it may take in all, from being offered to the worker to its end. */
  timeout: durationSchema.default('10m'),
});
export type Hook = z.infer<typeof hookSchema>;
