import { RandomStream } from '@sightline/contracts';

/**
 * The random numbers of a sampler, by the handful. Which ones, and in which order, is the order of imbalanced-learn: so
 * its own can be fed in.
 */
export interface Draws {
  /** Uniform integers in [0, bound). */
  integers(bound: number, count: number): Int32Array;
  /** Uniform in [0, 1). */
  uniforms(count: number): Float64Array;
  /** Standard normal. */
  normals(count: number): Float64Array;
  /** Different integers in [0, population), in random order; `count` is at most `population`. */
  subset(population: number, count: number): Int32Array;
}

/** Gives each class its own draws, so that one class does not change another's. */
export type DrawsOfClass = (label: number) => Draws;

export function drawsFrom(seed: number): Draws {
  const stream = new RandomStream(seed);
  return {
    integers: (bound, count) => new Int32Array(count).map(() => stream.integer(bound)),
    uniforms: (count) => new Float64Array(count).map(() => stream.next()),
    normals: (count) => new Float64Array(count).map(() => stream.gaussian()),
    subset(population, count) {
      const shuffled = Int32Array.from({ length: population }, (_, index) => index);
      // The first steps of Fisher and Yates.
      for (let place = 0; place < count; place++) {
        const chosen = place + stream.integer(population - place);
        const kept = shuffled[place] as number;
        shuffled[place] = shuffled[chosen] as number;
        shuffled[chosen] = kept;
      }
      return shuffled.slice(0, count);
    },
  };
}
