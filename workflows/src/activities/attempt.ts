import { ApplicationFailure, Context } from '@temporalio/activity';
import type { ErrorCode, ProgressEvent } from '@sightline/contracts';
import { heartbeatSchema, NO_HEARTBEAT } from './heartbeat.ts';

/** How often a stage may fail by itself before its run fails, where the spec does not say. */
const MOST_FAILURES = 5;
/** How often it may be interrupted and get no further: what takes its worker with it each time must end too. */
const MOST_INTERRUPTIONS = 20;
/** What ended an attempt from outside. */
const INTERRUPTIONS: ReadonlySet<string> = new Set<ErrorCode>(['workflows/worker-lost', 'workflows/stage-interrupted']);

/** How an attempt ended that came to nothing. */
interface FailedAttempt {
  /** What Temporal is told. */
  failure: ApplicationFailure;
  willRetry: boolean;
  interrupted: boolean;
}

/** An attempt at a stage. */
export interface Attempt {
  /** From 1; interrupted ones count here. */
  readonly number: number;
  /**
   * Tells Temporal that it lives.
   *
   * @throws ApplicationFailure for good, where the attempts before it were interrupted again and again
   */
  begin(): void;
  /** Tells Temporal that it still lives, and what was said last. */
  beat(progress?: ProgressEvent): void;
  /** Decides whether another one follows: after an interruption, or a failure that may pass while tries are left. */
  failed(failure: ApplicationFailure): FailedAttempt;
}

/**
 * The attempt that the running activity makes. To Temporal all attempts are alike; so the worker counts those that
 * failed by themselves, and hands the count on from attempt to attempt with its heartbeat.
 *
 * @param tries how many there may be of those
 */
export function thisAttempt(tries = MOST_FAILURES): Attempt {
  const activity = Context.current();
  const { attempt: number, heartbeatDetails } = activity.info;
  const before = heartbeatSchema.safeParse(heartbeatDetails).data ?? NO_HEARTBEAT;
  const interruptions = number - 1 - before.failures;
  let latest = { ...before, progress: NO_HEARTBEAT.progress };
  const beat = (progress = latest.progress) => {
    const { epoch } = latest;
    const { epochEnded } = progress;
    const isFurther = epochEnded !== undefined && epochEnded.epoch > epoch;
    latest = { ...latest, progress, ...(isFurther && { epoch: epochEnded.epoch, settled: interruptions }) };
    activity.heartbeat(latest);
  };
  return {
    number,
    begin() {
      beat();
      const inARow = interruptions - before.settled;
      if (inARow < MOST_INTERRUPTIONS) return;
      const message = `It was interrupted ${inARow} times in a row and got no further.`;
      throw ApplicationFailure.nonRetryable(message, 'workflows/stage-crashed' satisfies ErrorCode);
    },
    beat,
    failed(failure) {
      if (INTERRUPTIONS.has(failure.type ?? ''))
        return { failure: goesOn(failure), willRetry: true, interrupted: true };
      const failures = before.failures + 1;
      latest = { ...latest, failures };
      beat();
      const { message, type, nonRetryable } = failure;
      const willRetry = !nonRetryable && failures < tries;
      const last = ApplicationFailure.nonRetryable(message, type);
      return { failure: willRetry ? failure : last, willRetry, interrupted: false };
    },
  };
}

/** However often it was interrupted before, the next attempt begins soon. */
function goesOn({ message, type }: ApplicationFailure): ApplicationFailure {
  return ApplicationFailure.create({ message, ...(type && { type }), nextRetryDelay: '1 second' });
}
