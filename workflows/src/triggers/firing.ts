import { createHash } from 'node:crypto';
import { triggerSchema } from '@sightline/contracts/run';
import { z } from 'zod';

/** Of the hash that tells a firing from others. */
const DIGITS = 16;

/** What fired, and what came of it. */
export const firingSchema = z.object({
  id: z.string(),
  pipeline: z.string(),
  /** Of the workers that are to take its run: homes that share a store have different ones. */
  queue: z.string(),
  /** In milliseconds since 1970. */
  at: z.number(),
  trigger: triggerSchema,
  /** `pending`: a run is still to be started; `none`: nothing was, and nothing will be. */
  state: z.enum(['pending', 'started', 'none']),
  runId: z.string().optional(),
  /** Why there is no run, or none yet. */
  reason: z.string().optional(),
  /** The fingerprint of the source, where the firing is about data. */
  data: z.string().optional(),
});
export type Firing = z.infer<typeof firingSchema>;

/** @param key what tells it from other firings of its kind */
export function firingIdOf({ kind }: Firing['trigger'], key: string): string {
  return `${kind}-${shortHash(key)}`;
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS);
}
