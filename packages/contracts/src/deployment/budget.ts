import { z } from 'zod';
import { secondsOf } from '../duration.ts';
import { durationSchema } from './schedule.ts';

const YEAR = 365 * 86_400;

/** What a run of a pipeline may use at most: the section `budget` of its spec. */
export const budgetSchema = z
  .strictObject({
    time: durationSchema
      .refine((time) => secondsOf(time) >= 1 && secondsOf(time) <= YEAR, 'must be from 1s to 365d')
      .optional()
      .meta({
        description:
          'How long a run may take from its begin to its end, also while it waits: for a worker, or for a person. It ' +
          'fails when that is over; the next run goes on from the last checkpoint. Left out: as long as it needs.',
        examples: ['6h'],
      }),
    tries: z
      .int()
      .min(1)
      .max(100)
      .default(5)
      .describe('How often each stage is tried that fails in a way that may pass. Interruptions do not count.'),
  })
  .describe('What a run may use at most.');
