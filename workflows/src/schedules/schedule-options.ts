import { createHash } from 'node:crypto';
import type { CalendarSpec, ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Overlap, RunSchedule } from '@sightline/contracts';
import type { RetrainInput } from '@sightline/contracts/run';
import { secondsOf } from '@sightline/contracts/stages';
import { staticSummaryOf } from '../client/static-summary.ts';
import { taskQueueOf } from '../client/task-queue.ts';
import type { GcInput } from './gc-input.ts';

/** The store whose schedules are meant: others on the same server are neither shown nor changed. */
export interface OfStore {
  root: string;
}

/** What is started at times. */
export interface Scheduled {
  /** Of the schedule. */
  name: string;
  workflow: 'retrain' | 'collectGarbage';
  schedule: RunSchedule;
  args: RetrainInput | GcInput;
}

/** What tells schedules and scheduled runs of one store from those of others on the same server. */
function storeMark(root: string): string {
  return createHash('sha256').update(taskQueueOf(root)).digest('hex').slice(0, 6);
}

/** The id that Temporal knows a schedule by. */
export function scheduleIdOf(name: string, root: string): string {
  return `${name}@${storeMark(root)}`;
}

/** The name of the schedule that has an id; `undefined` for what is not of the store at `root`. */
export function nameOfId(id: string, root: string): string | undefined {
  const mark = `@${storeMark(root)}`;
  return id.endsWith(mark) ? id.slice(0, -mark.length) : undefined;
}

export function overlapPolicyOf(overlap: Overlap): ScheduleOverlapPolicy {
  return overlap.toUpperCase().replace('-', '_') as ScheduleOverlapPolicy;
}

/** A schedule in full: nothing is left to Temporal's defaults. */
export function scheduleOptions(
  { name, workflow, schedule, args }: Scheduled,
  root: string,
): Omit<ScheduleOptions, 'scheduleId' | 'state' | 'memo'> {
  const {
    cron = [],
    every,
    offset,
    calendar = [],
    timeZone,
    overlap,
    catchUpWindow,
    jitter,
    pauseOnFailure,
  } = schedule;
  return {
    spec: {
      cronExpressions: typeof cron === 'string' ? [cron] : cron,
      intervals: every === undefined ? [] : [{ every: milliseconds(every), offset: milliseconds(offset) }],
      calendars: calendar.map(calendarSpec),
      timezone: timeZone,
      jitter: milliseconds(jitter),
    },
    policies: { overlap: overlapPolicyOf(overlap), catchupWindow: milliseconds(catchUpWindow), pauseOnFailure },
    action: {
      type: 'startWorkflow',
      workflowType: workflow,
      workflowId: `${name}-${storeMark(root)}`,
      taskQueue: taskQueueOf(root),
      args: [args],
      ...('pipeline' in args && { staticSummary: staticSummaryOf(args.pipeline) }),
    },
  };
}

function calendarSpec(times: NonNullable<RunSchedule['calendar']>[number]): CalendarSpec {
  const { minute, hour, dayOfMonth = '*', month, dayOfWeek, year = '*' } = times;
  return {
    second: 0,
    minute,
    hour,
    dayOfMonth,
    month: (month === undefined ? '*' : named(month)) as NonNullable<CalendarSpec['month']>,
    dayOfWeek: (dayOfWeek === undefined ? '*' : named(dayOfWeek)) as NonNullable<CalendarSpec['dayOfWeek']>,
    year,
  };
}

/** Temporal writes the names of months and days in capitals. */
function named(times: string | readonly string[] | { start: string; end: string }): unknown {
  if (typeof times === 'string') return times.toUpperCase();
  if ('start' in times) return { start: times.start.toUpperCase(), end: times.end.toUpperCase() };
  return times.map((name) => name.toUpperCase());
}

function milliseconds(duration: string): number {
  return secondsOf(duration) * 1_000;
}
