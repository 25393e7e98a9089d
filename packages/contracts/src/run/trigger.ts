import { z } from 'zod';

/** What began a run. */
export const triggerSchema = z.discriminatedUnion('kind', [
  z.object({
    /** Somebody did, by a command or a program. */
    kind: z.literal('by-hand'),
    /** What they called it, so that asking twice starts one run. */
    key: z.string().optional(),
  }),
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
  z.object({
    /** Data has come into the source, which is watched. */
    kind: z.literal('folder'),
    /** The fingerprint of the source. */
    data: z.string(),
  }),
  z.object({
    /** A signed message said that data has come. */
    kind: z.literal('webhook'),
    /** Its id, given by the sender. */
    message: z.string(),
  }),
  z.object({
    /** Another model was promoted. */
    kind: z.literal('promotion'),
    model: z.string(),
    alias: z.string(),
    version: z.int(),
    /** The number of the entry in the promotion log of that model. */
    sequence: z.int(),
  }),
]);
export type Trigger = z.infer<typeof triggerSchema>;

/** Of a hash. */
const SHOWN = 12;

/** In words: `by schedule digits, due 2026-11-30 06:00:00 UTC`. */
export function formatTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'schedule': {
      const due = new Date(trigger.dueAt).toISOString().slice(0, 19).replace('T', ' ');
      return `by schedule ${trigger.schedule}, due ${due} UTC`;
    }
    case 'workflow':
      return `by workflow ${trigger.parent}`;
    case 'folder':
      return `by new data (${trigger.data.slice(0, SHOWN)})`;
    case 'webhook':
      return `by webhook message ${trigger.message}`;
    case 'promotion':
      return `by the promotion of ${trigger.model}@${trigger.version} to ${trigger.alias}`;
    default:
      return trigger.key === undefined ? 'by hand' : `by hand (${trigger.key})`;
  }
}
