import { Context } from '@temporalio/activity';
import { createContext } from '@sightline/artifacts';
import type { ProgressEvent, StageInputs, StageName, StageOutputs } from '@sightline/contracts';
import { stages } from '../stages/stages.ts';
import type { Attempt } from './attempt.ts';
import { failureIn } from './failure.ts';
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
    throw failureIn(activity.cancellationSignal, error);
  } finally {
    clearInterval(timer);
  }
}
