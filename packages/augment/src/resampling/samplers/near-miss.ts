import { nearestNeighbours } from '../nearest-neighbours.ts';
import { concatenate } from './random-samplers.ts';
import { type Rows, rowsByClass, selectRows } from '../rows.ts';
import type { Sampler, SpecOf } from './sampler.ts';
import { countClasses, minorityOf, rowsToKeep } from '../sampling-strategy.ts';

/**
 * Keeps the rows of large classes that lie near the smallest class (Zhang and Mani, 2003). Version 1: those with the
 * smallest mean distance to their nearest minority rows; 2: to their farthest ones; 3: of the neighbours of minority
 * rows, those with the largest mean distance to their nearest ones. Classes follow each other, and in a reduced class
 * the best row comes first. Version 3 may keep fewer rows than asked for.
 *
 * @throws AugmentError `augment/class-too-small` when a class has fewer rows than neighbours are asked for
 */
export const nearMiss: Sampler<'nearMiss'> = {
  effect: 'under-sampling',
  exactCounts: false,
  resample(rows, settings) {
    const groups = rowsByClass(rows.labels);
    const counts = countClasses(groups);
    const kept = rowsToKeep(counts, settings.samplingStrategy);
    const smallest = minorityOf(counts);
    const minority = { label: smallest, rows: groups.get(smallest) as Int32Array };
    const chosen = [...groups].map(([label, own]) => {
      const count = kept.get(label);
      return count === undefined ? own : choose(rows, { label, own, minority, settings }).slice(0, count);
    });
    return selectRows(rows, concatenate(chosen));
  },
};

interface Choice {
  label: number;
  own: Int32Array;
  minority: { label: number; rows: Int32Array };
  settings: SpecOf<'nearMiss'>;
}

/** Rows of a class, the most wanted first. */
function choose(rows: Rows, { label, own, minority, settings }: Choice): Int32Array {
  const { version, nNeighbors } = settings;
  const near = version === 3 ? nearMinority(rows, { label, own, minority, settings }) : own;
  const { distances } = nearestNeighbours(rows, {
    queries: near,
    candidates: minority.rows,
    k: nNeighbors,
    farthest: version === 2,
    what: `class ${minority.label}, the smallest,`,
    setting: 'nNeighbors',
  });
  const places = near.map((_, place) => place);
  const total = Float64Array.from(places, (place) =>
    distances.subarray(place * nNeighbors, (place + 1) * nNeighbors).reduce((sum, distance) => sum + distance, 0),
  );
  const direction = version === 3 ? -1 : 1;
  return places
    .sort((a, b) => direction * ((total[a] as number) - (total[b] as number)) || a - b)
    .map((place) => near[place] as number);
}

function nearMinority(rows: Rows, { label, own, minority, settings }: Choice): Int32Array {
  const { rows: neighbours } = nearestNeighbours(rows, {
    queries: minority.rows,
    candidates: own,
    k: settings.nNeighborsVersion3,
    what: `class ${label}`,
    setting: 'nNeighborsVersion3',
  });
  return Int32Array.from(new Set(neighbours)).sort();
}
