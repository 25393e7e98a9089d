import { setTimeout as sleep } from 'node:timers/promises';
import {
  ScheduleAlreadyRunning,
  type Client,
  type ScheduleHandle,
  ScheduleNotFoundError,
  ServiceError,
} from '@temporalio/client';
import { messageOf, parse, retrainInputSchema, type Overlap, type RunSchedule } from '@sightline/contracts';
import type { RetrainInput, RetrainRequest } from '@sightline/contracts/run';
import { requireSmall } from '../client/require-small.ts';
import { WorkflowsError } from '../errors.ts';
import { differences } from './differences.ts';
import { overlapPolicyOf, pipelineOfId, scheduleIdOf, scheduleOptions } from './schedule-options.ts';
import { type ScheduleState, stateOf } from './schedule-state.ts';

/** How long the server is asked what has come of a trigger. */
const TRIGGER_MS = 10_000;
const LOOK_MS = 200;
const INVALID_ARGUMENT = 3;

/** What `applySchedule` has done. */
export interface AppliedSchedule {
  name: string;
  action: 'created' | 'updated' | 'deleted' | 'none';
  /** What differs from before, a line each. */
  changes: string[];
}

/** The store whose schedules are meant: others on the same server are neither shown nor changed. */
interface OfStore {
  root: string;
}

/**
 * Creates the schedule of a pipeline, by the section `schedule` of its spec.
 *
 * @throws ContractError where the spec is not valid; WorkflowsError `workflows/schedule-exists`,
 * `workflows/invalid-schedule` without a section, or with times that Temporal does not take,
 * `workflows/input-too-large`
 */
export async function createSchedule(client: Client, request: RetrainRequest, { root }: OfStore): Promise<void> {
  const input = parse(retrainInputSchema, request, 'The schedule');
  requireSmall(input);
  const { name } = input.pipeline;
  try {
    await create(client, { ...input, schedule: requireSection(input) }, root);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    throw new WorkflowsError(
      'workflows/schedule-exists',
      `The pipeline ${name} has a schedule already: sightline schedule show ${name}. ` +
        'Change it by sightline schedule apply <pipeline.yaml>.',
    );
  }
}

/**
 * Makes the section `schedule` of a pipeline's spec true: creates its schedule, changes it, or deletes it where there
 * is no section. A schedule that is paused stays so.
 *
 * @throws as {@link createSchedule}
 */
export async function applySchedule(
  client: Client,
  request: RetrainRequest,
  { root }: OfStore,
): Promise<AppliedSchedule> {
  const input = parse(retrainInputSchema, request, 'The schedule');
  requireSmall(input);
  const { name, schedule } = input.pipeline;
  const handle = client.schedule.getHandle(scheduleIdOf(name, root));
  const before = await handle.describe().catch(unlessMissing);
  if (!schedule) {
    if (before) await handle.delete();
    return { name, action: before ? 'deleted' : 'none', changes: [] };
  }
  const wanted = { ...input, schedule };
  if (!before) {
    await create(client, wanted, root);
    return { name, action: 'created', changes: [] };
  }
  const [earlier] = (before.action.args ?? []) as [Partial<RetrainInput>?];
  const changes = [
    ...differences(earlier?.pipeline, JSON.parse(JSON.stringify(input.pipeline))),
    ...differences(earlier?.serverUrl, input.serverUrl, 'server'),
  ];
  if (changes.length === 0) return { name, action: 'none', changes };
  const { paused, note } = before.state;
  const state = { paused, ...(note !== undefined && { note }) };
  await checked(() => handle.update(() => ({ ...scheduleOptions(wanted, root), state })));
  return { name, action: 'updated', changes };
}

/** The schedules of a store, by name. */
export async function listSchedules(client: Client, { root }: OfStore): Promise<ScheduleState[]> {
  const names: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) {
    const name = pipelineOfId(scheduleId, root);
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

async function create(client: Client, input: RetrainInput & { schedule: RunSchedule }, root: string): Promise<void> {
  const scheduleId = scheduleIdOf(input.pipeline.name, root);
  await checked(() => client.schedule.create({ scheduleId, ...scheduleOptions(input, root) }));
}

function requireSection({ pipeline: { name, schedule } }: RetrainInput): RunSchedule {
  if (schedule) return schedule;
  throw new WorkflowsError(
    'workflows/invalid-schedule',
    `The spec of ${name} has no section "schedule". Add one, such as schedule: { cron: "0 3 * * *" }, ` +
      'or give --set schedule.every=6h.',
  );
}

/** @throws WorkflowsError `workflows/invalid-schedule` for what the server refuses */
async function checked<Done>(change: () => Promise<Done>): Promise<Done> {
  try {
    return await change();
  } catch (error) {
    const cause = error instanceof ServiceError ? (error.cause as { code?: number; details?: string }) : undefined;
    if (cause?.code !== INVALID_ARGUMENT) throw error;
    throw new WorkflowsError(
      'workflows/invalid-schedule',
      `Temporal refuses the times of the schedule: ${cause.details ?? messageOf(error)}. Change its cron, every or ` +
        'calendar.',
      { cause: error },
    );
  }
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
      `The pipeline ${name} has no schedule here. sightline schedule list shows those that there are.`,
    );
  }
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof ScheduleNotFoundError)) throw error;
}
