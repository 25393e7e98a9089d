import { z } from 'zod';
import { progressEventSchema } from '@sightline/contracts';

/** What a stage's attempt tells Temporal that it lives with: its last one is given to the next attempt. */
export const heartbeatSchema = z.object({
  progress: progressEventSchema,
  /** How many of the stage's attempts have failed by themselves. */
  failures: z.int(),
  /** How many had been interrupted when the training was last further than ever. */
  settled: z.int(),
  /** The last epoch that has ended. */
  epoch: z.int(),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

/** Before the first attempt. */
export const NO_HEARTBEAT: Heartbeat = {
  progress: { done: 0, total: 0, unit: '' },
  failures: 0,
  settled: 0,
  epoch: 0,
};
