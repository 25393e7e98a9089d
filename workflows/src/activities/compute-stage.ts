import { CancelledFailure, Context } from '@temporalio/activity';
import type { ProgressEvent, StageInputs, StageName, StageOutputs } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { toFailure } from './failure.ts';
import { superviseStage } from './supervise-stage.ts';

const HEARTBEAT_MS = 3_000;

/**
 * The bridge between a Temporal activity and a stage process: progress becomes heartbeats, cancellation is passed on.
 */
export async function computeStage<Name extends StageName>(
  stage: Name,
  input: StageInputs[Name],
  root: string,
): Promise<StageOutputs[Name]> {
  const activity = Context.current();
  let latest: ProgressEvent = { done: 0, total: 0, unit: '' };
  const beat = () => activity.heartbeat(latest);
  // The process cannot report while a native call lasts: the parent says that it lives.
  const timer = setInterval(beat, HEARTBEAT_MS);
  beat();
  try {
    const output = await superviseStage(
      { stage, input, root },
      {
        signal: activity.cancellationSignal,
        onProgress: (event) => {
          latest = event;
          beat();
        },
        logger: activity.log,
      },
    );
    return output as StageOutputs[Name]; // runStage parsed it in the stage process
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
