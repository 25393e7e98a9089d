import type { SplitName } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { groupBy } from '../../numbers/group-by.ts';
import type { Unit } from '../units.ts';

/** A split and its fraction of the samples. */
export interface SplitPart {
  readonly name: SplitName;
  readonly fraction: number;
}

/**
 * Divides units by time: the earliest go into the first part, the latest into the last. Tied samples go where the
 * latest of them belongs, so that nothing in training is later than its end; what has one time stays together, and the
 * borders lie between times, as near to the fractions as these let them.
 *
 * @param options.mayLack where there are fewer times than parts, the last parts get nothing
 * @throws IngestError `ingest/not-divisible` when a sample has no time, or there are fewer times than parts
 */
export function splitByTime(
  units: readonly Unit[],
  all: readonly SplitPart[],
  { mayLack = false }: { mayLack?: boolean } = {},
): Map<Unit, SplitName> {
  const untimed = units.flatMap(({ samples }) => samples.filter(({ time }) => time === undefined));
  const total = units.reduce((sum, { samples }) => sum + samples.length, 0);
  if (untimed.length > 0)
    throw noTime(
      untimed.map(({ id }) => id),
      total,
    );
  const byTime = [...groupBy(units, latest)].sort(([one], [other]) => one - other).map(([, together]) => together);
  const parts = mayLack ? all.slice(0, byTime.length) : all;
  if (byTime.length < parts.length) {
    throw new IngestError(
      'ingest/not-divisible',
      `The samples have ${byTime.length} different times (what belongs together counts as its latest); a split by ` +
        `time into ${parts.map(({ name }) => name).join(', ')} needs ${parts.length}. ` +
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
  /** The last time of each part. */
  const ends: number[] = [];
  let fraction = 0;
  for (const [index, part] of parts.entries()) {
    fraction += part.fraction;
    const isLast = index === parts.length - 1;
    ends.push(
      isLast
        ? byTime.length - 1
        : nearest(total * fraction, (ends.at(-1) ?? -1) + 1, byTime.length - parts.length + index),
    );
  }
  return new Map(
    byTime.flatMap((together, index) => {
      const { name } = parts[ends.findIndex((end) => index <= end)] as SplitPart;
      return together.map((unit) => [unit, name] as const);
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
      'Give it in the source (a manifest: the column "time", a date by ISO 8601 or a number), or take another ' +
      'strategy.',
  );
}
