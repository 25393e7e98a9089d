import type { Batch, HostArray } from '@sightline/engine';
import { TrainerError } from '../errors.ts';
import { partsOf } from './require-samples.ts';

/**
 * Refuses a batch in which a number is NaN or infinite, and names the first such sample. It is asked only when a loss
 * is not a finite number, so that a training is none the slower.
 *
 * @throws TrainerError `trainer/invalid-data`
 */
export function requireFinite(batch: Batch, role: 'training' | 'validation'): void {
  for (const [what, tensor] of partsOf(batch)) {
    const wrong = rowsNotFinite(tensor).map(({ row, ...place }) => ({ sample: batch.samples?.[row] ?? row, ...place }));
    const [first, ...others] = wrong.sort((one, other) => one.sample - other.sample);
    if (!first) continue;
    const more = others.length > 0 ? ` (and ${others.length} more of its batch)` : '';
    throw new TrainerError(
      'trainer/invalid-data',
      `The ${role} ${what} of sample ${first.sample}${more} hold ${first.value}${first.at}, so the loss is not a ` +
        'number. Allowed: finite numbers. Leave such samples out, or replace what is missing: by the mean of the ' +
        'others, for example.',
    );
  }
}

/** The rows of `[batch, …]` that hold what is not finite: where in the row, and what. */
function rowsNotFinite({ shape, data }: HostArray): { row: number; at: string; value: number }[] {
  const [rows = 0, ...sizes] = shape;
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, row) => row).flatMap((row) => {
    for (let place = 0; place < size; place++) {
      const value = Number(data[row * size + place]);
      if (!Number.isFinite(value)) return [{ row, at: placeIn(place, sizes), value }];
    }
    return [];
  });
}

/** ` at [0, 7]`; nothing where a row is one number. */
function placeIn(index: number, sizes: readonly number[]): string {
  const places: number[] = [];
  let rest = index;
  for (const size of sizes.toReversed()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return places.length > 0 ? ` at [${places.join(', ')}]` : '';
}
