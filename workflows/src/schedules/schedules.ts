import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type ScheduleHandle, ScheduleNotFoundError } from '@temporalio/client';
import type { Overlap } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { nameOfId, overlapPolicyOf, scheduleIdOf, type OfStore } from './schedule-options.ts';
import { type ScheduleState, stateOf } from './schedule-state.ts';
import { unlessMissing } from './unless-missing.ts';

/** How long the server is asked what has come of a trigger. */
const TRIGGER_MS = 10_000;
const LOOK_MS = 200;

/** The schedules of a store, by name. */
export async function listSchedules(client: Client, { root }: OfStore): Promise<ScheduleState[]> {
  const names: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) {
    const name = nameOfId(scheduleId, root);
    if (name !== undefined) names.push(name);
  }
  // One that was deleted a moment ago may still be listed.
  const described = await Promise.all(
    names.sort().map((name) =>
      client.schedule
        .getHandle(scheduleIdOf(name, root))
        .describe()
        .then((description) => stateOf(name, description))
        .catch(unlessMissing),
    ),
  );
  return described.filter((state) => state !== undefined);
}

/** @throws WorkflowsError `workflows/schedule-not-found`, as all functions below */
export async function showSchedule(client: Client, name: string, { root }: OfStore): Promise<ScheduleState> {
  return stateOf(name, await onSchedule(client, { name, root }, (handle) => handle.describe()));
}

/** Starts no more runs by itself until it is resumed; what is due in the meantime is left out. */
export function pauseSchedule(client: Client, name: string, { root, note }: OfStore & { note: string }): Promise<void> {
  return onSchedule(client, { name, root }, (handle) => handle.pause(note));
}

export function resumeSchedule(
  client: Client,
  name: string,
  { root, note }: OfStore & { note: string },
): Promise<void> {
  return onSchedule(client, { name, root }, (handle) => handle.unpause(note));
}

/**
 * Starts a run now, as if it were due: where one goes on, by the schedule's rule for those that overlap.
 *
 * @returns the run that began; `skipped` where it was left out for one that goes on; neither where it waits for that
 */
export async function triggerSchedule(
  client: Client,
  name: string,
  { root }: OfStore,
): Promise<{ runId?: string; skipped?: true }> {
  return onSchedule(client, { name, root }, async (handle) => {
    const { info, policies } = await handle.describe();
    await handle.trigger(policies.overlap);
    for (const deadline = Date.now() + TRIGGER_MS; Date.now() < deadline; await sleep(LOOK_MS)) {
      const { info: now } = await handle.describe();
      const latest = now.recentActions.at(-1)?.action.workflow.workflowId;
      if (now.numActionsTaken > info.numActionsTaken && latest !== undefined) return { runId: latest };
      if (now.numActionsSkippedOverlap > info.numActionsSkippedOverlap) return { skipped: true };
    }
    return {};
  });
}

/**
 * Starts the runs that would have been due from `start` to `end`.
 *
 * @param options.overlap one after the other by default
 */
export function backfillSchedule(
  client: Client,
  name: string,
  { root, start, end, overlap = 'buffer-all' }: OfStore & { start: Date; end: Date; overlap?: Overlap },
): Promise<void> {
  return onSchedule(client, { name, root }, (handle) =>
    handle.backfill({ start, end, overlap: overlapPolicyOf(overlap) }),
  );
}

/** Runs that it has started go on. */
export function deleteSchedule(client: Client, name: string, { root }: OfStore): Promise<void> {
  return onSchedule(client, { name, root }, (handle) => handle.delete());
}

async function onSchedule<Result>(
  client: Client,
  { name, root }: OfStore & { name: string },
  act: (handle: ScheduleHandle) => Promise<Result>,
): Promise<Result> {
  try {
    return await act(client.schedule.getHandle(scheduleIdOf(name, root)));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new WorkflowsError(
      'workflows/schedule-not-found',
      `There is no schedule ${name} here. sightline schedule list shows those that there are.`,
    );
  }
}
