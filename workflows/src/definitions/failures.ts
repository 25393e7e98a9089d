import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/** The message at the bottom of a chain of causes: what the stage said, without Temporal's wrapping. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : causeOf(error.cause);
}

/**
 * The error code that a stage failed with for good; undefined for a crash that did not go away, a mistake in the
 * program, or an error that no stage reported.
 */
export function codeOf(error: unknown): string | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || !cause.nonRetryable || cause.type === 'Error') return undefined;
  return cause.type ?? undefined;
}
