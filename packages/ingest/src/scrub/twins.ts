import type { Sample } from '@sightline/contracts';
import { groupBy } from '../group-by.ts';
import { DisjointSets } from './disjoint-sets.ts';

/** Samples by the sha256 of their encoded bytes, in the order of their first. */
export function twinsOf(samples: readonly Sample[]): Map<string, Sample[]> {
  return groupBy(samples, ({ sha256 }) => sha256);
}

/** The samples that no split may divide, by the id of the first: those of one group, and byte-identical ones. */
export function inseparable(samples: readonly Sample[]): (sample: Sample) => string {
  const sets = new DisjointSets(samples.length);
  const places = new Map<string, number>();
  for (const [index, { id, sha256, group }] of samples.entries()) {
    for (const key of [`bytes ${sha256}`, group === undefined ? `sample ${id}` : `group ${group}`]) {
      const first = places.get(key);
      if (first === undefined) places.set(key, index);
      else sets.join(first, index);
    }
  }
  const leaders = new Map(samples.map((sample, index) => [sample, samples[sets.leaderOf(index)]?.id ?? sample.id]));
  return (sample) => leaders.get(sample) ?? sample.id;
}
