import { z } from 'zod';

/** How a run ended, and what a person may do about it. */
export const runOutcomeSchema = z.enum([
  'promoted',
  'refused-by-gate',
  'held-back',
  'rejected',
  'unchanged',
  'failed',
  'cancelled',
  'terminated',
  'timed-out',
]);
export type RunOutcome = z.infer<typeof runOutcomeSchema>;
