import { ScheduleNotFoundError } from '@temporalio/client';

/** Takes the error of a schedule that does not exist for an answer. */
export function unlessMissing(error: unknown): undefined {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
}
