import type { Sample, SplitTie } from '@sightline/contracts';
import { groupBy } from '../numbers/group-by.ts';
import { DisjointSets } from '../numbers/disjoint-sets.ts';
import { TIES, tiesWithout } from './ties.ts';

/** Samples that go into one split together: tied to each other, step by step, or one that is tied to none. */
export interface Unit {
  /** The least of its samples' ids. */
  readonly id: string;
  readonly samples: readonly Sample[];
}

/** Sorts samples into units, in the order of their ids: the same whatever the order of the samples. */
export function unitsOf(samples: readonly Sample[], allowLeaks: readonly SplitTie[]): Unit[] {
  const sorted = samples.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const sets = new DisjointSets(sorted.length);
  for (const tie of tiesWithout(allowLeaks)) {
    const firsts = new Map<string, number>();
    for (const [index, sample] of sorted.entries()) {
      const key = TIES[tie].keyOf(sample);
      if (key === undefined) continue;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, index);
      else sets.join(first, index);
    }
  }
  const members = groupBy(sorted.keys(), (index) => sets.leaderOf(index));
  return Array.from(members, ([leader, places]) => ({
    id: (sorted[leader] as Sample).id,
    samples: places.map((index) => sorted[index] as Sample),
  }));
}
