import {
  ApplicationFailure,
  CancelledFailure,
  ServiceError,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import { ERROR_CODES, messageOf, SightlineError, type ErrorCode } from '@sightline/contracts';
import type { EndedRun } from '../journal/end-run.ts';
import { WorkflowsError } from '../errors.ts';
import { notFound } from './client.ts';

/** How a run ended that Temporal closed without a result, and why. */
export type Ending = Pick<EndedRun, 'outcome' | 'error' | 'code'>;

/**
 * What Temporal says of it.
 *
 * @param error what its result was asked for and failed with
 * @throws WorkflowsError `workflows/run-not-found` or `workflows/server-unreachable` when that is what `error` says;
 * any other error as it is
 */
export function endingOf(runId: string, error: unknown): Ending {
  if (error instanceof ServiceError) throw unreachable(runId, error);
  if (!(error instanceof WorkflowFailedError)) return notFound(runId, error);
  const { cause } = error;
  if (cause instanceof CancelledFailure) return { outcome: 'cancelled', error: 'The run was cancelled.' };
  if (cause instanceof TerminatedFailure)
    return { outcome: 'terminated', error: `The run was terminated: ${cause.message}` };
  if (cause instanceof TimeoutFailure) return { outcome: 'timed-out', error: `The run timed out: ${cause.message}` };
  const reason = innermost(error);
  const code = reason instanceof ApplicationFailure && reason.type && reason.type in ERROR_CODES && reason.type;
  return { outcome: 'failed', error: messageOf(reason), ...(code && { code }) };
}

/** What whoever follows the run is told. */
export function errorOf(runId: string, { outcome, error, code }: Ending, cancelledBy?: string): Error {
  const by = cancelledBy ? ` by ${cancelledBy}` : '';
  if (outcome === 'cancelled') return new WorkflowsError('workflows/cancelled', `Run ${runId} was cancelled${by}.`);
  if (outcome === 'failed')
    return code && code in ERROR_CODES ? new SightlineError(code as ErrorCode, error) : new Error(error);
  return new WorkflowsError('workflows/terminated', `Run ${runId} did not end by itself. ${error}`);
}

function innermost(error: Error): Error {
  let cause = error;
  while (cause.cause instanceof Error) cause = cause.cause;
  return cause;
}

function unreachable(runId: string, error: ServiceError): WorkflowsError {
  const reason = messageOf(error.cause ?? error);
  return new WorkflowsError(
    'workflows/server-unreachable',
    `The Temporal server no longer answers (${reason}). Run ${runId} continues when it is back.`,
    { cause: error },
  );
}
