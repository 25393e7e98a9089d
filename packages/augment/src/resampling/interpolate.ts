import type { Draws } from './draws.ts';
import type { Rows } from './rows.ts';

/** Places on the lines from rows to neighbours. */
export interface Lines {
  /** Where each line starts, `[count]`. */
  from: Int32Array;
  /** Where it ends, `[count]`. */
  to: Int32Array;
  /** How far along it the new row lies, 0 to 1, `[count]`. */
  steps: Float64Array;
  /** Shortens a line before the step is taken; 1 for those left as they are. */
  shortened?: Float64Array;
}

/**
 * New rows `from + step · (to − from)`, `[count, dimension]`;
 * differences and results are rounded to float32, as in NumPy.
 */
export function interpolate({ values, dimension }: Rows, { from, to, steps, shortened }: Lines): Float32Array {
  const fresh = new Float32Array(from.length * dimension);
  for (let line = 0; line < from.length; line++) {
    const start = (from[line] as number) * dimension;
    const end = (to[line] as number) * dimension;
    const step = steps[line] as number;
    const factor = shortened?.[line] ?? 1;
    for (let feature = 0; feature < dimension; feature++) {
      const value = values[start + feature] as number;
      const difference = Math.fround(factor * Math.fround((values[end + feature] as number) - value));
      fresh[line * dimension + feature] = value + step * difference;
    }
  }
  return fresh;
}

/**
 * Draws lines from rows to one of their k neighbours: both at random, then the steps.
 *
 * @param rows `[rows]`
 * @param neighbours `[rows, k]`
 */
export function drawLines(rows: Int32Array, neighbours: Int32Array, count: number, draws: Draws): Lines {
  const k = neighbours.length / rows.length;
  const places = draws.integers(neighbours.length, count);
  return {
    from: places.map((place) => rows[Math.floor(place / k)] as number),
    to: places.map((place) => neighbours[place] as number),
    steps: draws.uniforms(count),
  };
}
