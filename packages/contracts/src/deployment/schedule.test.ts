import { parse } from '../parse.ts';
import { runScheduleSchema } from './schedule.ts';

const scheduleOf = (given: unknown) => parse(runScheduleSchema, given, 'The schedule');

it('has a default for all but its times', () => {
  expect(scheduleOf({ cron: '0 3 * * 1-5' })).toEqual({
    cron: '0 3 * * 1-5',
    offset: '0s',
    timeZone: 'UTC',
    overlap: 'skip',
    catchUpWindow: '1h',
    jitter: '0s',
    pauseOnFailure: false,
  });
  expect(scheduleOf({ calendar: [{ hour: 3 }] }).calendar).toEqual([{ minute: 0, hour: 3 }]);
});

it.each([
  ['no times', {}, /says no time. Allowed: cron, every or calendar/],
  ['a crontab line of four fields', { cron: '0 3 * *' }, /must have five fields/],
  ['an interval of nothing', { every: '0s' }, /must be at least 1s/],
  ['an interval in words', { every: '6 hours' }, /such as 90s, 15m, 6h or 7d/],
  ['an offset without an interval', { cron: '@daily', offset: '5m' }, /must be below `every`/],
  ['an offset of an interval or more', { every: '5m', offset: '5m' }, /must be below `every`/],
  ['a zone that there is not', { cron: '@daily', timeZone: 'Europe/Wien' }, /must be a time zone of the IANA database/],
  ['a window that Temporal makes longer', { cron: '@daily', catchUpWindow: '5s' }, /must be at least 10s/],
  ['an hour that no day has', { calendar: [{ hour: 24 }] }, /hour/],
])('refuses %s', (_, given, says) => {
  expect(() => scheduleOf(given)).toThrow(says);
});
