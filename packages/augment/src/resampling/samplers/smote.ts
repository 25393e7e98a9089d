import { drawLines, interpolate } from '../interpolate.ts';
import { nearestNeighbours } from '../nearest-neighbours.ts';
import { type Addition, appendRows, rowsByClass } from '../rows.ts';
import type { Sampler } from './sampler.ts';
import { countClasses, rowsToAdd } from '../sampling-strategy.ts';

/**
 * Synthetic minority over-sampling (Chawla et al., 2002): each new row lies on the line from a row to one of its k
 * nearest neighbours of its class.
 *
 * @throws AugmentError `augment/class-too-small` when a class that grows has not more than `kNeighbors` rows
 */
export const smote: Sampler<'smote'> = {
  effect: 'over-sampling',
  exactCounts: true,
  resample(rows, { samplingStrategy, kNeighbors }, drawsOf) {
    const groups = rowsByClass(rows.labels);
    const additions = [...rowsToAdd(countClasses(groups), samplingStrategy)].flatMap(([label, count]): Addition[] => {
      if (count === 0) return [];
      const own = groups.get(label) as Int32Array;
      const search = { queries: own, candidates: own, k: kNeighbors, what: `class ${label}`, setting: 'kNeighbors' };
      const neighbours = nearestNeighbours(rows, search);
      return [{ label, values: interpolate(rows, drawLines(own, neighbours.rows, count, drawsOf(label))) }];
    });
    return appendRows(rows, additions);
  },
};
