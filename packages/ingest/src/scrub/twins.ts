import type { Sample } from '@sightline/contracts';
import { groupBy } from '../group-by.ts';

/** Samples by the sha256 of their encoded bytes, in the order of their first. */
export function twinsOf(samples: readonly Sample[]): Map<string, Sample[]> {
  return groupBy(samples, ({ sha256 }) => sha256);
}
