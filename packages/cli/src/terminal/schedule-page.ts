import type { RunSchedule } from '@sightline/contracts';
import type { AppliedSchedule, ScheduleState } from '@sightline/workflows';
import { table, utc } from './format.ts';

const LISTED = 5;

/** The times of a schedule, in a line: `cron 0 3 * * * (Europe/Vienna)`. */
function timesOf({ cron, every, offset, calendar, timeZone, jitter }: RunSchedule): string {
  const times = [
    ...(cron === undefined ? [] : [`cron ${[cron].flat().join(' and ')}`]),
    ...(every === undefined ? [] : [`every ${every}${offset === '0s' ? '' : `, ${offset} later`}`]),
    ...(calendar === undefined ? [] : [`calendar ${JSON.stringify(calendar)}`]),
  ];
  const zone = cron === undefined && calendar === undefined ? '' : ` (${timeZone})`;
  return `${times.join(' and ')}${zone}${jitter === '0s' ? '' : `, up to ${jitter} later at random`}`;
}

export function formatSchedules(schedules: readonly ScheduleState[]): string {
  if (schedules.length === 0) return 'No schedules yet. Next: sightline schedule create <pipeline.yaml>';
  const rows = schedules.map(({ name, schedule, paused, next, runs, started, missed, skipped }) => [
    name,
    paused ? 'paused' : 'active',
    next[0] && !paused ? utc(next[0]) : '',
    runs[0]?.runId ?? '',
    [started, missed, skipped].join(' / '),
    schedule ? timesOf(schedule) : '',
  ]);
  return table([['SCHEDULE', 'STATUS', 'NEXT (UTC)', 'LAST RUN', 'STARTED / MISSED / SKIPPED', 'TIMES'], ...rows]);
}

export function formatSchedule(state: ScheduleState): string {
  const { name, schedule, paused, note, next, runs, running, started, missed, skipped } = state;
  const policy = schedule && {
    overlap: `overlap ${schedule.overlap}`,
    catchUp: `made up for within ${schedule.catchUpWindow}`,
    pause: schedule.pauseOnFailure ? 'paused by a failure' : 'goes on after a failure',
  };
  const due = next.slice(0, LISTED).map((time) => `  ${utc(time)} UTC`);
  const recent = runs.map(({ runId, startedAt }) => [
    `  ${runId}`,
    running.includes(runId) ? 'running' : '',
    `started ${utc(startedAt)} UTC`,
  ]);
  return [
    `${name}: ${paused ? 'paused' : 'active'}${note ? ` (${note})` : ''}`,
    ...(schedule ? [`  ${timesOf(schedule)}`] : []),
    ...(policy ? [`  ${Object.values(policy).join(', ')}`] : []),
    `  ${started} started, ${missed} missed with no server there, ${skipped} skipped for one that went on`,
    ...(due.length > 0 && !paused ? ['Next', ...due] : []),
    ...(recent.length > 0 ? ['Runs', table(recent)] : []),
  ].join('\n');
}

export function formatApplied({ name, action, changes }: AppliedSchedule): string {
  const said = {
    created: `The schedule of ${name} was created.`,
    updated: `The schedule of ${name} was changed:\n${changes.map((change) => `  ${change}`).join('\n')}`,
    deleted: `The schedule of ${name} was deleted: its spec has no section "schedule".`,
    none: `The schedule of ${name} is so already.`,
  };
  return said[action];
}
