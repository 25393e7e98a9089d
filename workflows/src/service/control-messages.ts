import { ERROR_CODES, type ErrorCode } from '@sightline/contracts';
import { z } from 'zod';

/** A service, as it describes itself. */
const serviceStateSchema = z.object({
  pid: z.int(),
  /** ISO 8601. */
  startedAt: z.string(),
  version: z.string(),
  /** Of the Temporal server; absent until that answers. */
  address: z.string().optional(),
  /** How many commands use it. */
  leases: z.int(),
  /** Whether a worker takes runs, and whether it does so beyond the command that runs one. */
  worker: z.enum(['none', 'of-a-command', 'lasting']),
});
export type ServiceState = z.infer<typeof serviceStateSchema>;

/** What a command wants of a service. It has it as long as its connection is open. */
const leaseSchema = z.object({
  /** A worker beside the Temporal server. */
  worker: z.boolean(),
  /** Whether the worker is there for the runs of others. */
  lasting: z.boolean(),
  /** The address of a Temporal server that is not the home's own. */
  address: z.string().optional(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** The first line of a connection; a question ends with its answer. */
export const requestSchema = z.object({ token: z.string(), wants: z.union([leaseSchema, z.literal('state')]) });
export type Request = z.infer<typeof requestSchema>;

/** A line from the service. */
export const answerSchema = z.discriminatedUnion('type', [
  /** Heard at once: it is under way. */
  z.object({ type: z.literal('heard') }),
  z.object({ type: z.literal('state'), state: serviceStateSchema }),
  z.object({
    type: z.literal('ready'),
    address: z.string(),
    /** Whether there was no worker before. */
    startedWorker: z.boolean(),
  }),
  /** It is about to end: ask again once its record is gone. */
  z.object({ type: z.literal('ending') }),
  z.object({
    type: z.literal('failed'),
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
  }),
  /** What a person should know. */
  z.object({ type: z.literal('note'), text: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;
