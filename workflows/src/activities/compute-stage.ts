import { CancelledFailure, Context } from '@temporalio/activity';
import { createContext } from '@sightline/artifacts';
import type { ProgressEvent, StageInputs, StageName, StageOutputs } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { stages } from '../stages/stages.ts';
import type { Attempt } from './attempt.ts';
import { toFailure } from './failure.ts';
import { resultOf, type StageResult } from './stage-result.ts';

const HEARTBEAT_MS = 3_000;

export interface Computing {
  attempt: Attempt;
  /** The artifact store's folder. */
  root: string;
  /** Receives the progress too. */
  onProgress: (event: ProgressEvent) => void;
  /** Computes it though an earlier run has its result. */
  refresh: boolean;
}

/** The bridge between a Temporal activity and a stage: progress becomes heartbeats, cancellation is passed on. */
export async function computeStage<Name extends StageName>(
  name: Name,
  input: StageInputs[Name],
  { attempt, root, onProgress, refresh }: Computing,
): Promise<StageResult<StageOutputs[Name]>> {
  const activity = Context.current();
  attempt.begin();
  // The process cannot report while a native call lasts: the parent says that it lives.
  const timer = setInterval(() => attempt.beat(), HEARTBEAT_MS);
  const progress = (event: ProgressEvent) => {
    attempt.beat(event);
    onProgress(event);
  };
  const context = createContext({ root, signal: activity.cancellationSignal, progress, logger: activity.log });
  try {
    return await resultOf(stages[name], input, { ...context, refresh });
  } catch (error) {
    throw activity.cancellationSignal.aborted ? stopped(activity.cancellationSignal.reason) : toFailure(error);
  } finally {
    clearInterval(timer);
  }
}

/** A worker that shuts down hands its work to the next one; a cancelled run ends. */
function stopped(reason: unknown): Error {
  if (reason instanceof CancelledFailure && reason.message !== 'WORKER_SHUTDOWN') return reason;
  return toFailure(
    new WorkflowsError('workflows/worker-lost', 'The worker was stopped; another one takes over the stage.'),
  );
}
