import { type SplitName, SPLITS, type SplitShares } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { Unit } from './units.ts';

/**
 * Divides units by time: the earliest train, the latest test. What is tied stands where its latest sample does, so that nothing in training is later than its end; what has one time stays
 * together, and the borders lie between times, as near to the shares as these let them.
 *
 * @throws IngestError `ingest/not-divisible` when a sample has no time, or there are fewer times than splits
 */
export function splitByTime(units: readonly Unit[], { train, validation }: SplitShares): Map<Unit, SplitName> {
  const untimed = units.flatMap(({ samples }) => samples.filter(({ time }) => time === undefined));
  const total = units.reduce((sum, { samples }) => sum + samples.length, 0);
  if (untimed.length > 0)
    throw noTime(
      untimed.map(({ id }) => id),
      total,
    );
  const byTime = [...groupBy(units, latest)].sort(([one], [other]) => one - other).map(([, together]) => together);
  if (byTime.length < SPLITS.length) {
    throw new IngestError(
      'ingest/not-divisible',
      `The samples have ${byTime.length} different times (what belongs together counts as its latest); a split by time into ${SPLITS.join(', ')} needs ${SPLITS.length}. ` +
        'Give finer times, or take another strategy.',
    );
  }
  /** Samples up to each time. */
  const upTo = byTime.map(countOf);
  for (let index = 1; index < upTo.length; index++) (upTo[index] as number) += upTo[index - 1] as number;
  const nearest = (wanted: number, from: number, to: number) => {
    const far = (index: number) => Math.abs((upTo[index] as number) - wanted);
    let best = from;
    for (let index = from + 1; index <= to; index++) if (far(index) < far(best)) best = index;
    return best;
  };
  const lastOfTrain = nearest(total * train, 0, byTime.length - 3);
  const lastOfValidation = nearest(total * (train + validation), lastOfTrain + 1, byTime.length - 2);
  return new Map(
    byTime.flatMap((together, index) => {
      const split = index <= lastOfTrain ? 'train' : index <= lastOfValidation ? 'validation' : 'test';
      return together.map((unit) => [unit, split] as const);
    }),
  );
}

function latest({ samples }: Unit): number {
  return samples.reduce((time, sample) => Math.max(time, sample.time as number), -Infinity);
}

function countOf(units: readonly Unit[]): number {
  return units.reduce((sum, { samples }) => sum + samples.length, 0);
}

function noTime(ids: readonly string[], total: number): IngestError {
  return new IngestError(
    'ingest/not-divisible',
    `The split is by time, but ${ids.length} of the ${total} samples have none, as ${ids.slice(0, 3).join(', ')}. ` +
      'Let the source tell it (a manifest: the column "time", a date by ISO 8601 or a number), or take another strategy.',
  );
}
