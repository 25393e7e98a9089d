import { CancelledFailure, Context } from '@temporalio/activity';
import { createContext } from '@sightline/artifacts';
import type { ProgressEvent, StageInputs, StageName, StageOutputs } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { stages } from '../stages/stages.ts';
import { toFailure } from './failure.ts';
import { resultOf, type StageResult } from './stage-result.ts';

const HEARTBEAT_MS = 3_000;

/**
 * The bridge between a Temporal activity and a stage: progress becomes heartbeats, cancellation is passed on.
 *
 * @param options.root the artifact store's folder
 * @param options.onProgress receives the progress too
 */
export async function computeStage<Name extends StageName>(
  name: Name,
  input: StageInputs[Name],
  { root, onProgress }: { root: string; onProgress: (event: ProgressEvent) => void },
): Promise<StageResult<StageOutputs[Name]>> {
  const activity = Context.current();
  let latest: ProgressEvent = { done: 0, total: 0, unit: '' };
  const beat = () => activity.heartbeat(latest);
  // The process cannot report while a native call lasts: the parent says that it lives.
  const timer = setInterval(beat, HEARTBEAT_MS);
  beat();
  const progress = (event: ProgressEvent) => {
    latest = event;
    beat();
    onProgress(event);
  };
  const context = createContext({ root, signal: activity.cancellationSignal, progress, logger: activity.log });
  try {
    return await resultOf(stages[name], input, context);
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
    new WorkflowsError('workflows/stage-crashed', 'The worker was stopped; another one takes over the stage.'),
  );
}
