import { z } from 'zod';
import { runOutcomeSchema } from '../run-outcome.ts';
import { secretSchema } from './secret.ts';

/** The ends of a run that are reported: where it is ended from outside, nobody is there to do so. */
const endSchema = runOutcomeSchema.exclude(['terminated', 'timed-out']);

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Who is told how a run ended: the section `notify` of a spec. */
export const notifySchema = z
  .array(
    z.strictObject({
      url: z
        .string()
        .refine(isHttp, 'must be a URL that begins with https:// or http://')
        .meta({
          description: 'Where the message is sent, by POST.',
          examples: ['https://example.org/hooks/sightline'],
        }),
      secret: secretSchema,
      on: z
        .array(endSchema)
        .min(1)
        .default(endSchema.exclude(['unchanged']).options)
        .describe('The ends of a run that it receives; by default all but `unchanged`.'),
    }),
  )
  .min(1)
  .describe('Who is told how a run ended: a message signed by Standard Webhooks, tried again for a day.');
export type NotifyTarget = z.infer<typeof notifySchema>[number];
