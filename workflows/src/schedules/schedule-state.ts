import type { ScheduleDescription } from '@temporalio/client';
import { retrainInputSchema, type RunSchedule } from '@sightline/contracts';
import { gcScheduleOf } from './gc-input.ts';

/** The schedule of a pipeline, as the server has it. */
export interface ScheduleState {
  /** That of the pipeline, or `gc`. */
  name: string;
  /** As it was asked for; absent where another version of Sightline wrote it in another way. */
  schedule?: RunSchedule;
  paused: boolean;
  /** Why it is paused, or goes on again. */
  note?: string;
  /** The times at which runs are due next, in ISO 8601. */
  next: string[];
  /** The runs that it started last, the newest first. */
  runs: { runId: string; dueAt: string; startedAt: string }[];
  /** Those that go on. */
  running: string[];
  /** How many it has started; missed, for no server was there in time; and left out, for one before them went on. */
  started: number;
  missed: number;
  skipped: number;
}

/** @param name of the schedule */
export function stateOf(name: string, { state, info, action }: ScheduleDescription): ScheduleState {
  const args: unknown = action.args?.[0];
  const schedule = retrainInputSchema.safeParse(args).data?.pipeline.schedule ?? gcScheduleOf(args);
  return {
    name,
    ...(schedule && { schedule }),
    paused: state.paused,
    ...(state.note && { note: state.note }),
    next: info.nextActionTimes.map((time) => time.toISOString()),
    runs: info.recentActions
      .map(({ scheduledAt, takenAt, action: { workflow } }) => ({
        runId: workflow.workflowId,
        dueAt: scheduledAt.toISOString(),
        startedAt: takenAt.toISOString(),
      }))
      .reverse(),
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    started: info.numActionsTaken,
    missed: info.numActionsMissedCatchupWindow,
    skipped: info.numActionsSkippedOverlap,
  };
}
