import { nearestNeighbours } from '../nearest-neighbours.ts';
import { concatenate } from './random-samplers.ts';
import { rowsByClass, selectRows } from '../rows.ts';
import type { Sampler } from './sampler.ts';
import { classesToClean, countClasses } from '../sampling-strategy.ts';

/**
 * Removes rows that their neighbours disagree with (Wilson, 1972). Classes follow each other.
 *
 * @throws AugmentError `augment/class-too-small` when there are not more than `nNeighbors` rows
 */
export const editedNearestNeighbours: Sampler<'editedNearestNeighbours'> = {
  effect: 'cleaning',
  exactCounts: false,
  resample(rows, { samplingStrategy, nNeighbors: k, selection }) {
    const groups = rowsByClass(rows.labels);
    const cleaned = classesToClean(countClasses(groups), samplingStrategy);
    const everyRow = rows.labels.map((_, row) => row);
    const doubted =
      cleaned.size === groups.size ? everyRow : everyRow.filter((row) => cleaned.has(rows.labels[row] as number));
    const search = { queries: doubted, candidates: everyRow, k, what: 'the whole of the data', setting: 'nNeighbors' };
    const { rows: neighbours } = nearestNeighbours(rows, search);
    const refused = new Set<number>();
    for (const [place, row] of doubted.entries()) {
      const label = rows.labels[row] as number;
      const around = [...neighbours.subarray(place * k, (place + 1) * k)].map((other) => rows.labels[other] as number);
      const agrees = selection === 'all' ? around.every((other) => other === label) : modeOf(around) === label;
      if (!agrees) refused.add(row);
    }
    const kept = [...groups.values()].map((own) => own.filter((row) => !refused.has(row)));
    return selectRows(rows, concatenate(kept));
  },
};

/** The most frequent label; of equally frequent ones the lowest. */
function modeOf(labels: number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const label of labels.sort((a, b) => a - b)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}
