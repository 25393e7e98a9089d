import { z } from 'zod';
import { STAGES } from './stage-names.ts';

export const stageNameSchema = z.enum(STAGES);

/** Why an attempt at a stage came to nothing. */
const attemptFailureSchema = z.strictObject({
  /** From 1. */
  attempt: z.int(),
  /** When, in milliseconds since 1970. */
  at: z.number(),
  /** One of `ERROR_CODES`, where the failure has one. */
  code: z.string().optional(),
  message: z.string(),
  /** Whether another attempt follows. */
  willRetry: z.boolean(),
  /** Set where it was ended from outside: a worker that was killed, a service that was stopped. */
  interrupted: z.literal(true).optional(),
});

/** How a stage of a run stands. */
export const stageStateSchema = z.strictObject({
  stage: stageNameSchema,
  /** `retrying`: an attempt failed, and the next one has not begun. */
  status: z.enum(['waiting', 'running', 'retrying', 'done', 'failed', 'left-out']),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  /** One line for people: "10,000 samples, 10 classes, 0 quarantined". */
  summary: z.string().optional(),
  /** The latest one, from 1. */
  attempt: z.int().optional(),
  failures: z.array(attemptFailureSchema).optional(),
  /** Set where nothing was computed: an earlier run had the same input. */
  cached: z.literal(true).optional(),
});
export type StageState = z.infer<typeof stageStateSchema>;
