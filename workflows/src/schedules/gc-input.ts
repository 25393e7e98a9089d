import { DEFAULT_KEEP } from '@sightline/artifacts';
import { runScheduleSchema } from '@sightline/contracts';
import { z } from 'zod';

/** What the schedule of a store's clean-up is called. */
export const GC_SCHEDULE = 'gc';

const count = (otherwise: number) => z.int().min(0).default(otherwise);
export const gcInputSchema = z.strictObject({
  schedule: runScheduleSchema,
  keep: z.strictObject({ versions: count(DEFAULT_KEEP.versions), days: count(DEFAULT_KEEP.days) }).prefault({}),
});
/** What a clean-up is started with. */
export type GcInput = z.infer<typeof gcInputSchema>;
/** As people write it: what has a default may be left out. */
export type GcRequest = z.input<typeof gcInputSchema>;

/** The schedule that a clean-up was started with; `undefined` for anything else. */
export function gcScheduleOf(args: unknown): GcInput['schedule'] | undefined {
  return gcInputSchema.safeParse(args).data?.schedule;
}
