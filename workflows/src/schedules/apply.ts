import { type Client, ScheduleAlreadyRunning, ServiceError } from '@temporalio/client';
import { messageOf } from '@sightline/contracts';
import { WorkflowsError } from '../errors.ts';
import { differences } from './differences.ts';
import { scheduleIdOf, scheduleOptions, type OfStore, type Scheduled } from './schedule-options.ts';
import { unlessMissing } from './unless-missing.ts';

const INVALID_ARGUMENT = 3;

/** What making a schedule so has done. */
export interface AppliedSchedule {
  name: string;
  action: 'created' | 'updated' | 'deleted' | 'none';
  /** What differs from before, a line each. */
  changes: string[];
}

/** @throws WorkflowsError `workflows/schedule-exists`, `workflows/invalid-schedule` */
export async function create(client: Client, scheduled: Scheduled, { root }: OfStore): Promise<void> {
  const { name } = scheduled;
  try {
    await checked(() =>
      client.schedule.create({ scheduleId: scheduleIdOf(name, root), ...scheduleOptions(scheduled, root) }),
    );
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
 * Creates a schedule, or changes the one that there is. One that is paused stays so.
 *
 * @throws WorkflowsError `workflows/invalid-schedule`
 */
export async function apply(client: Client, scheduled: Scheduled, ofStore: OfStore): Promise<AppliedSchedule> {
  const { name } = scheduled;
  const handle = client.schedule.getHandle(scheduleIdOf(name, ofStore.root));
  const before = await handle.describe().catch(unlessMissing);
  if (!before) {
    await create(client, scheduled, ofStore);
    return { name, action: 'created', changes: [] };
  }
  const [earlier] = (before.action.args ?? []) as Scheduled['args'][];
  const changes = differences(earlier && comparable(earlier), JSON.parse(JSON.stringify(comparable(scheduled.args))));
  if (changes.length === 0) return { name, action: 'none', changes };
  const { paused, note } = before.state;
  const state = { paused, ...(note !== undefined && { note }) };
  await checked(() => handle.update(() => ({ ...scheduleOptions(scheduled, ofStore.root), state })));
  return { name, action: 'updated', changes };
}

/** Deletes a schedule that there may be. */
export async function deleteIfThere(client: Client, name: string, { root }: OfStore): Promise<AppliedSchedule> {
  const isThere = await client.schedule
    .getHandle(scheduleIdOf(name, root))
    .delete()
    .then(() => true, unlessMissing);
  return { name, action: isThere ? 'deleted' : 'none', changes: [] };
}

/** What a person may have changed. */
function comparable(args: Scheduled['args']): object {
  return 'pipeline' in args ? { ...args.pipeline, server: args.serverUrl } : args;
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
