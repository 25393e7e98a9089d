import { z } from 'zod';
import { epochRecordSchema } from '../training/history.ts';
import { approvalQuestionSchema, takenAnswerSchema } from './approval.ts';
import { runOutcomeSchema } from '../run-outcome.ts';
import { stageNameSchema } from './stage-state.ts';
import { triggerSchema } from './trigger.ts';

/** The name of a run's journal in its folder: a line of JSON for each {@link RunEvent}, in the order of writing. */
export const JOURNAL_FILE = 'journal.jsonl';

/** In milliseconds since 1970. */
const at = z.number();
const attempt = z.int().positive();

/**
 * What happens to a run. A journal outlives the version that wrote it: keys that are not known here are left out, and
 * the spec is kept as it was given.
 */
export const runEventSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('run-started'),
    at,
    pipeline: z.string(),
    who: z.string(),
    tags: z.array(z.string()).optional(),
    trigger: triggerSchema.optional(),
    /** The stages that the run may have, in their order. */
    plan: z.array(stageNameSchema),
    /** The whole pipeline, with all defaults. */
    spec: z.record(z.string(), z.unknown()),
  }),
  z.object({
    event: z.literal('stage-started'),
    at,
    stage: stageNameSchema,
    attempt,
    /** Of the worker that computes it. */
    pid: z.int(),
  }),
  z.object({
    event: z.literal('epoch-ended'),
    at,
    stage: stageNameSchema,
    record: epochRecordSchema,
    /** How many epochs there are at most. */
    of: z.int(),
  }),
  z.object({
    event: z.literal('attempt-failed'),
    at,
    stage: stageNameSchema,
    attempt,
    code: z.string().optional(),
    message: z.string(),
    willRetry: z.boolean(),
    /** Set where the attempt was ended from outside: it does not count among those that a stage has. */
    interrupted: z.literal(true).optional(),
  }),
  z.object({
    event: z.literal('stage-ended'),
    at,
    stage: stageNameSchema,
    summary: z.string(),
    cached: z.literal(true).optional(),
  }),
  approvalQuestionSchema.extend({ event: z.literal('approval-requested') }),
  takenAnswerSchema.extend({ event: z.literal('approval-answered') }),
  z.object({
    event: z.literal('approval-timed-out'),
    at,
  }),
  z.object({
    event: z.literal('cancel-requested'),
    at,
    who: z.string(),
  }),
  z.object({
    event: z.literal('run-ended'),
    at,
    outcome: runOutcomeSchema,
    /** Why, where no model was promoted. */
    reason: z.string().optional(),
    code: z.string().optional(),
    /** What was measured, in words: "test accuracy 99.33 %". */
    headline: z.string().optional(),
    model: z.object({ name: z.string(), version: z.int() }).optional(),
  }),
  z.object({
    event: z.literal('notified'),
    at,
    url: z.string(),
    /** Why the message could not be delivered, where it could not. */
    problem: z.string().optional(),
  }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
