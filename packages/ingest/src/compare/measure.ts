import type { Difference, Sample } from '@sightline/contracts';

/** A sample and what its image looks like. */
export interface Compared {
  readonly sample: Sample;
  /** Mean, 0 to 1. */
  readonly brightness: number;
  /** See `embeddingOf`. */
  readonly embedding: Float32Array;
}

/** How far two sets of samples lie apart in one respect. */
export interface Measure {
  /** The distance is the greatest of so many. */
  readonly statistics: number;
  compare(before: readonly Compared[], after: readonly Compared[]): Pick<Difference, 'distance' | 'detail'>;
}
