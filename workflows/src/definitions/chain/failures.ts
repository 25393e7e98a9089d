import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { ERROR_CODES, type ErrorCode } from '@sightline/contracts/errors';

/** The message at the bottom of a chain of causes: what the stage said, without Temporal's wrapping. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : causeOf(error.cause);
}

/** The error code of a failure, of a stage for example; undefined for a mistake in the program. */
export function codeOf(error: unknown): ErrorCode | undefined {
  const failure = error instanceof ActivityFailure ? error.cause : error;
  const type = failure instanceof ApplicationFailure && failure.type;
  return type && type in ERROR_CODES ? (type as ErrorCode) : undefined;
}

/** The same where trying again would not help: no crash that came again each time. */
export function lastingCodeOf(error: unknown): ErrorCode | undefined {
  const code = codeOf(error);
  return code && !ERROR_CODES[code] ? code : undefined;
}
