import { z } from 'zod';

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * When a sample was taken: a number as it is, or a date or date-time by ISO 8601 (without an offset: UTC) as Unix time
 * in seconds. An empty cell counts as absent.
 */
export const timeSchema = z
  .union([z.number(), z.bigint(), z.date(), z.string()], {
    error: 'must be a number, or a date or date-time by ISO 8601',
  })
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined || value === '') return undefined;
    const time =
      typeof value === 'string' ? timeOf(value.trim()) : value instanceof Date ? seconds(value) : Number(value);
    if (Number.isFinite(time)) return time;
    context.addIssue(
      'must be a number, or a date or date-time by ISO 8601 as 2026-03-31T09:30:00Z (received ' +
        `${JSON.stringify(String(value).slice(0, 40))})`,
    );
    return z.NEVER;
  });

function timeOf(text: string): number {
  if (NUMBER.test(text)) return Number(text);
  if (DATE.test(text)) return seconds(new Date(text));
  const [, date, time, offset = 'Z'] = DATE_TIME.exec(text) ?? [];
  return seconds(new Date(`${date}T${time}${offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')}`));
}

function seconds(date: Date): number {
  return date.getTime() / 1000;
}
