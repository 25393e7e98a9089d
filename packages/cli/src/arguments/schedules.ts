import { InvalidArgumentError } from 'commander';

/** What a word on the command line may be where a schedule is asked for. */
export const SCHEDULE_WORD = 'its name, as `sightline schedule list` has it';

/** Reads a word as a moment. @throws InvalidArgumentError when it is none */
export function parseMoment(word: string): Date {
  const moment = new Date(word);
  if (!/^\d{4}-\d\d-\d\d/.test(word) || Number.isNaN(moment.getTime()))
    throw new InvalidArgumentError('Expected a date, or a date and time, such as 2026-11-30T06:00:00Z.');
  return moment;
}
