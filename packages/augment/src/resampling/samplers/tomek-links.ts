import { nearestNeighbours } from '../nearest-neighbours.ts';
import { rowsByClass, selectRows } from '../rows.ts';
import type { Sampler } from './sampler.ts';
import { classesToClean, countClasses } from '../sampling-strategy.ts';

/** Removes Tomek links: rows that are the nearest neighbour of each other, but of different classes (Tomek, 1976). */
export const tomekLinks: Sampler<'tomekLinks'> = {
  effect: 'cleaning',
  exactCounts: false,
  resample(rows, { samplingStrategy }) {
    const { labels } = rows;
    const cleaned = classesToClean(countClasses(rowsByClass(labels)), samplingStrategy);
    const everyRow = labels.map((_, row) => row);
    const search = {
      queries: everyRow,
      candidates: everyRow,
      k: 1,
      what: 'the whole of the data',
      setting: 'tomekLinks',
    };
    const { rows: nearest } = nearestNeighbours(rows, search);
    const stays = (row: number) => {
      const other = nearest[row] as number;
      return !cleaned.has(labels[row] as number) || labels[other] === labels[row] || nearest[other] !== row;
    };
    return selectRows(rows, everyRow.filter(stays));
  },
};
