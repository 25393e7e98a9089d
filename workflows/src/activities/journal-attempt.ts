import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import { ERROR_CODES, messageOf, type ProgressEvent, type StageName } from '@sightline/contracts';
import type { RunEvent } from '@sightline/contracts/run';
import { appendEvent } from '../journal/append.ts';
import { thisAttempt, type Attempt } from './attempt.ts';
import type { StageResult } from './stage-result.ts';

/** A stage of a run, in whose line of the journal an attempt is noted. */
interface JournalledStage<Output> {
  stage: StageName;
  /** Of the run. */
  folder: string;
  /** How often it may fail by itself. */
  tries?: number | undefined;
  /** One line on what came of it; without one the stage goes on with something else. */
  summarize?: (output: Output) => string;
}

/**
 * Makes an attempt at a stage, as the activity that is running, and notes in the run's journal that it began, each
 * epoch that it reports, and how it ended. A journal that cannot be written holds nothing up.
 *
 * @param compute is given the attempt, and what receives its progress
 * @throws what `compute` throws; in such a way that Temporal does not try again where this was the last attempt
 */
export async function journalAttempt<Output>(
  { stage, folder, tries, summarize }: JournalledStage<Output>,
  compute: (on: { attempt: Attempt; onProgress: (event: ProgressEvent) => void }) => Promise<StageResult<Output>>,
): Promise<Output> {
  const attempt = thisAttempt(tries);
  const about = { stage, attempt: attempt.number };
  note(folder, { event: 'stage-started', at: Date.now(), ...about, pid: process.pid });
  try {
    let differs = false;
    const onProgress = ({ epochEnded: record, epoch, ...event }: ProgressEvent) => {
      differs ||= event.differs === true;
      if (record) note(folder, { event: 'epoch-ended', at: Date.now(), stage, record, of: epoch?.of ?? record.epoch });
    };
    const { output, cached } = await compute({ attempt, onProgress });
    if (summarize) {
      const summary = summarize(output) + (differs ? ' (differs from the earlier result)' : '');
      note(folder, { event: 'stage-ended', at: Date.now(), stage, summary, ...(cached && { cached }) });
    }
    return output;
  } catch (error) {
    const failed = error instanceof ApplicationFailure ? attempt.failed(error) : undefined;
    const { failure = error, willRetry = false, interrupted } = failed ?? {};
    const how = { ...reasonOf(error), willRetry, ...(interrupted && { interrupted }) };
    note(folder, { event: 'attempt-failed', at: Date.now(), ...about, ...how });
    throw failure;
  }
}

function reasonOf(error: unknown): { code?: string; message: string } {
  if (error instanceof CancelledFailure) return { code: 'workflows/cancelled', message: 'cancelled' };
  const code = error instanceof ApplicationFailure && error.type && error.type in ERROR_CODES ? error.type : undefined;
  return { ...(code && { code }), message: messageOf(error) };
}

/** Adds to the journal of the run in `folder`, and warns where that fails. */
export function note(folder: string, event: RunEvent): void {
  try {
    appendEvent(folder, event);
  } catch (error) {
    Context.current().log.warn(`The journal of the run could not be written: ${messageOf(error)}`);
  }
}
