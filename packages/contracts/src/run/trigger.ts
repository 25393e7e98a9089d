import { z } from 'zod';

/** What began a run. */
export const triggerSchema = z.discriminatedUnion('kind', [
  /** Somebody did, by a command or a program. */
  z.object({ kind: z.literal('by-hand') }),
  z.object({
    kind: z.literal('schedule'),
    /** The name of the pipeline that it belongs to. */
    schedule: z.string(),
    /** The time that it was due at, in milliseconds since 1970: before its start where that was made up for. */
    dueAt: z.number(),
  }),
  z.object({
    kind: z.literal('workflow'),
    /** The id of the workflow whose child the run is. */
    parent: z.string(),
  }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

/** In words: `by schedule digits, due 2026-11-30 06:00:00 UTC`. */
export function formatTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'schedule': {
      const due = new Date(trigger.dueAt).toISOString().slice(0, 19).replace('T', ' ');
      return `by schedule ${trigger.schedule}, due ${due} UTC`;
    }
    case 'workflow':
      return `by workflow ${trigger.parent}`;
    default:
      return 'by hand';
  }
}
