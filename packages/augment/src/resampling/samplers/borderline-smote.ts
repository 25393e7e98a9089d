import type { Draws } from '../draws.ts';
import { drawLines, interpolate, type Lines } from '../interpolate.ts';
import { nearestNeighbours } from '../nearest-neighbours.ts';
import { type Addition, appendRows, type Rows, rowsByClass } from '../rows.ts';
import type { Sampler } from './sampler.ts';
import { countClasses, rowsToAdd } from '../sampling-strategy.ts';

/**
 * SMOTE from the rows in danger only, those at the border of their class (Han et al., 2005). A class with none of them
 * gets no rows. Variant 1 goes towards neighbours of the class, variant 2 towards any, and towards those of other
 * classes less than half of the way.
 *
 * @throws AugmentError `augment/class-too-small` when there are not more rows than neighbours are asked for
 */
export const borderlineSmote: Sampler<'borderlineSmote'> = {
  effect: 'over-sampling',
  exactCounts: false,
  resample(rows, { samplingStrategy, variant, kNeighbors, mNeighbors }, drawsOf) {
    const groups = rowsByClass(rows.labels);
    const everyRow = rows.labels.map((_, row) => row);
    const additions = [...rowsToAdd(countClasses(groups), samplingStrategy)].flatMap(([label, count]): Addition[] => {
      if (count === 0) return [];
      const own = groups.get(label) as Int32Array;
      const endangered = rowsInDanger(rows, { label, own, everyRow, mNeighbors });
      if (endangered.length === 0) return [];
      const neighbours = nearestNeighbours(rows, {
        queries: endangered,
        candidates: variant === 'borderline-1' ? own : everyRow,
        k: kNeighbors,
        what: variant === 'borderline-1' ? `class ${label}` : 'the whole of the data',
        setting: 'kNeighbors',
      });
      const draws = drawsOf(label);
      const lines = drawLines(endangered, neighbours.rows, count, draws);
      if (variant === 'borderline-2') lines.shortened = shortenTowardsOthers(lines, rows.labels, draws);
      return [{ label, values: interpolate(rows, lines) }];
    });
    return appendRows(rows, additions);
  },
};

/** Rows of which at least half of the neighbours, but not all, are of other classes. */
function rowsInDanger(
  rows: Rows,
  { label, own, everyRow, mNeighbors }: { label: number; own: Int32Array; everyRow: Int32Array; mNeighbors: number },
): Int32Array {
  const search = { queries: own, candidates: everyRow, k: mNeighbors, what: 'the whole of the data' };
  const { rows: neighbours } = nearestNeighbours(rows, { ...search, setting: 'mNeighbors' });
  return own.filter((_, place) => {
    const around = neighbours.subarray(place * mNeighbors, (place + 1) * mNeighbors);
    const others = around.filter((row) => rows.labels[row] !== label).length;
    return others >= mNeighbors / 2 && others < mNeighbors;
  });
}

function shortenTowardsOthers({ from, to }: Lines, labels: Int32Array, draws: Draws): Float64Array {
  const towardsOthers = [...to].map((row, line) => labels[row] !== labels[from[line] as number]);
  const drawn = draws.uniforms(towardsOthers.filter(Boolean).length).values();
  return Float64Array.from(towardsOthers, (other) => (other ? (drawn.next().value as number) / 2 : 1));
}
