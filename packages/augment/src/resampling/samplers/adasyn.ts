import { AugmentError } from '../../errors.ts';
import { interpolate } from '../interpolate.ts';
import { nearestNeighbours } from '../nearest-neighbours.ts';
import { type Addition, appendRows, type Rows, rowsByClass } from '../rows.ts';
import type { Sampler } from './sampler.ts';
import { countClasses, rowsToAdd } from '../sampling-strategy.ts';

/**
 * Adaptive synthetic sampling (He et al., 2008): SMOTE, with more new rows where more neighbours are of other classes.
 * Fractions are rounded for each row, so a class may end a few rows beside the count asked for.
 *
 * @throws AugmentError `augment/class-too-small` when a class that grows has not more than `nNeighbors` rows, or none
 * of its rows has a neighbour of another class
 */
export const adasyn: Sampler<'adasyn'> = {
  effect: 'over-sampling',
  exactCounts: false,
  resample(rows, { samplingStrategy, nNeighbors: k }, drawsOf) {
    const groups = rowsByClass(rows.labels);
    const everyRow = rows.labels.map((_, row) => row);
    const additions = [...rowsToAdd(countClasses(groups), samplingStrategy)].flatMap(([label, count]): Addition[] => {
      if (count === 0) return [];
      const own = groups.get(label) as Int32Array;
      const search = { queries: own, k, setting: 'nNeighbors' };
      const around = nearestNeighbours(rows, { ...search, candidates: everyRow, what: 'the whole of the data' });
      const fractions = distribute(count, othersAround(rows, label, around.rows, k), label);
      const within = nearestNeighbours(rows, { ...search, candidates: own, what: `class ${label}` });
      const places = Int32Array.from(
        [...fractions].flatMap((fraction, place) => Array.from({ length: fraction }, () => place)),
      );
      const draws = drawsOf(label);
      const columns = draws.integers(k, places.length);
      const values = interpolate(rows, {
        from: places.map((place) => own[place] as number),
        to: places.map((place, line) => within.rows[place * k + (columns[line] as number)] as number),
        steps: draws.uniforms(places.length),
      });
      return [{ label, values }];
    });
    return appendRows(rows, additions);
  },
};

/** How many of the neighbours of each row are of other classes, 0 to 1. */
function othersAround({ labels }: Rows, label: number, neighbours: Int32Array, k: number): Float64Array {
  const ratios = new Float64Array(neighbours.length / k);
  for (const [place, row] of neighbours.entries()) {
    if (labels[row] !== label) ratios[Math.floor(place / k)] = (ratios[Math.floor(place / k)] as number) + 1;
  }
  return ratios.map((others) => others / k);
}

function distribute(count: number, ratios: Float64Array, label: number): Int32Array {
  const total = ratios.reduce((sum, ratio) => sum + ratio, 0);
  const fractions = Int32Array.from(ratios, (ratio) => roundToEven((ratio / total) * count));
  if (total > 0 && fractions.some((fraction) => fraction > 0)) return fractions;
  throw new AugmentError(
    'augment/class-too-small',
    total === 0
      ? `no row of class ${label} has a neighbour of another class: there is no border to adapt to. Use smote instead.`
      : `${count} new rows of class ${label}, shared out among ${ratios.length} rows, round to zero. ` +
          'Ask for more, or use smote.',
  );
}

/** Halves go to the even neighbour, as in NumPy. */
function roundToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
