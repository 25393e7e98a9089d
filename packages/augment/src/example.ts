import type { Frame } from '@sightline/contracts';

/** A sample that a training example is made of, and which fraction of it. */
export interface Constituent<Sample> {
  readonly sample: Sample;
  /** Above 0, to 1. */
  readonly fraction: number;
}

/**
 * A training example: the frames that are shown (one for an image) with their annotations, and the samples that it was
 * mixed of, whose fractions sum to 1. `Sample` is whatever samples are known by.
 */
export interface Example<Sample> {
  readonly frames: readonly Frame[];
  readonly of: readonly Constituent<Sample>[];
}

/** What examples are mixed of, each counting by its fraction; those of the fraction 0 are left out. */
export function blend<Sample>(
  examples: readonly Pick<Example<Sample>, 'of'>[],
  fractions: readonly number[],
): Constituent<Sample>[] {
  const total = new Map<Sample, number>();
  for (const [index, { of }] of examples.entries()) {
    const part = fractions[index] as number;
    for (const { sample, fraction } of part > 0 ? of : [])
      total.set(sample, (total.get(sample) ?? 0) + part * fraction);
  }
  return Array.from(total, ([sample, fraction]) => ({ sample, fraction }));
}
