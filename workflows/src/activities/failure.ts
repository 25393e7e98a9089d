import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ERROR_CODES, errorCodeOf, messageOf } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';

/**
 * An error as Temporal sees it. The table of error codes decides what is tried again; an error without a code is a
 * mistake in the program and would only repeat itself.
 */
export function toFailure(error: unknown): ApplicationFailure {
  const code = errorCodeOf(error);
  return ApplicationFailure.create({
    message: messageOf(error),
    type: code ?? 'Error',
    nonRetryable: code === undefined || !ERROR_CODES[code],
  });
}

/**
 * The same of an activity that may have been cancelled. A worker that shuts down hands its work to the next one; a
 * cancelled run ends.
 */
export function failureIn(cancellation: AbortSignal, error: unknown): Error {
  if (!cancellation.aborted) return toFailure(error);
  const { reason } = cancellation;
  if (reason instanceof CancelledFailure && reason.message !== 'WORKER_SHUTDOWN') return reason;
  return toFailure(
    new WorkflowsError('workflows/worker-lost', 'The worker was stopped; another one takes over the stage.'),
  );
}
