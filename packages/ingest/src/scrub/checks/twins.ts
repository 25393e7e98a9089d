import type { Sample } from '@sightline/contracts';
import { contentOf } from '../../dataset/parts.ts';
import { groupBy } from '../../numbers/group-by.ts';

/** Samples by their encoded bytes (see {@link contentOf}), in the order of their first. */
export function twinsOf(samples: readonly Sample[]): Map<string, Sample[]> {
  return groupBy(samples, contentOf);
}
