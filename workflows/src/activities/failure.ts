import { ApplicationFailure } from '@temporalio/common';
import { ERROR_CODES, errorCodeOf, messageOf } from '@sightline/contracts';

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
