import { z } from 'zod';
import { DURATION, secondsOf } from '../duration.ts';

export const durationSchema = z.string().regex(DURATION, {
  error: 'must be a number of seconds, minutes, hours or days, such as 90s, 15m, 6h or 7d',
  abort: true,
});

const CRON = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|[\d*,/?A-Za-z-]+( +[\d*,/?A-Za-z-]+){4})$/;
const cronSchema = z
  .string()
  .regex(CRON, 'must have five fields (minute, hour, day of the month, month, day of the week), or be such as @daily');

/** A value, some of them, or all from one to another. */
function times<Value extends z.ZodType>(value: Value, allowed: string) {
  return z.union(
    [
      value,
      z.array(value).min(1),
      z.strictObject({ start: value.describe('The first.'), end: value.describe('The last.') }),
    ],
    {
      error: `Allowed: ${allowed}, a list of them, or { start, end }.`,
    },
  );
}
const numbers = (least: number, most: number) => times(z.int().min(least).max(most), `a number, ${least} to ${most}`);

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const calendarSchema = z
  .strictObject({
    minute: numbers(0, 59).default(0).describe('Minutes of the hour.'),
    hour: numbers(0, 23).default(0).describe('Hours of the day.'),
    dayOfMonth: numbers(1, 31).optional().describe('Days of the month; each where it is left out.'),
    month: times(z.enum(MONTHS), MONTHS.join(', ')).optional().describe('Months; each where it is left out.'),
    dayOfWeek: times(z.enum(DAYS), DAYS.join(', ')).optional().describe('Days of the week; each where it is left out.'),
    year: numbers(1970, 9999).optional().describe('Years; each where it is left out.'),
  })
  .describe('Times at which all of these hold.');

export const overlapSchema = z.enum([
  'skip',
  'buffer-one',
  'buffer-all',
  'cancel-other',
  'terminate-other',
  'allow-all',
]);
export type Overlap = z.infer<typeof overlapSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** When a pipeline is retrained by itself: the section `schedule` of its spec. */
export const runScheduleSchema = z
  .strictObject({
    cron: z
      .union([cronSchema, z.array(cronSchema).min(1)])
      .optional()
      .meta({
        description: 'Times as in a crontab, or a list of such lines.',
        examples: ['0 3 * * 1-5', '@daily'],
      }),
    every: durationSchema
      .refine((every) => secondsOf(every) > 0, 'must be at least 1s')
      .optional()
      .meta({
        description: 'An interval, counted from the beginning of 1970 in UTC and not from the last run.',
        examples: ['6h'],
      }),
    offset: durationSchema.default('0s').describe('How much later than the full intervals of `every`; below it.'),
    calendar: z.array(calendarSchema).min(1).optional().describe('Times of the calendar.'),
    timeZone: z
      .string()
      .refine(isTimeZone, 'must be a time zone of the IANA database, such as Europe/Vienna, or UTC')
      .default('UTC')
      .describe(
        'What `cron` and `calendar` are told in. Where the clock is put forward, a time that does not exist is left ' +
          'out; where it is put back, one that comes twice is due twice.',
      ),
    overlap: overlapSchema
      .default('skip')
      .describe(
        'What happens when a run is due while the one before it goes on: `skip` leaves it out; `buffer-one` and ' +
          '`buffer-all` start one, or all of those that are due, afterwards; `cancel-other` and `terminate-other` ' +
          'end the earlier one first; `allow-all` runs both.',
      ),
    catchUpWindow: durationSchema
      .refine((window) => secondsOf(window) >= 10, 'must be at least 10s')
      .default('1h')
      .describe('How late a run may start that was due while no Temporal server was there; older ones are missed.'),
    jitter: durationSchema
      .default('0s')
      .describe('Each run starts later by a random time of at most this, so that not all start at once.'),
    pauseOnFailure: z.boolean().default(false).describe('Whether a run that fails pauses the schedule.'),
  })
  .refine(({ cron, every, calendar }) => cron ?? every ?? calendar, {
    message: 'says no time. Allowed: cron, every or calendar, and more than one of them.',
  })
  .refine(({ every, offset }) => (every ? secondsOf(offset) < secondsOf(every) : secondsOf(offset) === 0), {
    path: ['offset'],
    message: 'must be below `every`, which it belongs to',
  })
  .describe(
    'When the pipeline is retrained by itself. `sightline schedule apply` makes it so; nothing else reads this.',
  );
export type RunSchedule = z.infer<typeof runScheduleSchema>;
