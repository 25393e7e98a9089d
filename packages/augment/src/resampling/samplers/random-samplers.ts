import type { DrawsOfClass } from '../draws.ts';
import { type Addition, appendRows, chainRows, type Resampled, type Rows, rowsByClass, selectRows } from '../rows.ts';
import type { Sampler, SpecOf } from './sampler.ts';
import { type ClassCounts, countClasses, rowsToAdd, rowsToKeep } from '../sampling-strategy.ts';

/** Repeats rows at random, with replacement; with `shrinkage`, noise is added to them (a smoothed bootstrap). */
export const randomOverSampler: Sampler<'randomOverSampler'> = {
  effect: 'over-sampling',
  exactCounts: true,
  resample(rows, { samplingStrategy, shrinkage }, drawsOf) {
    const counts = countClasses(rowsByClass(rows.labels));
    return repeatRows(rows, rowsToAdd(counts, samplingStrategy), { drawsOf, shrinkage });
  },
};

/** Keeps rows at random. Those of a class that is not reduced stay in order; classes follow each other. */
export const randomUnderSampler: Sampler<'randomUnderSampler'> = {
  effect: 'under-sampling',
  exactCounts: true,
  resample(rows, { samplingStrategy, replacement }, drawsOf) {
    const counts = countClasses(rowsByClass(rows.labels));
    return keepRows(rows, rowsToKeep(counts, samplingStrategy), { drawsOf, replacement });
  },
};

/** Brings each class to one count: repeats rows of the smaller, then drops rows of the larger. */
export const randomHybrid: Sampler<'randomHybrid'> = {
  effect: 'hybrid',
  exactCounts: true,
  resample(rows, { target }, drawsOf) {
    const counts = countClasses(rowsByClass(rows.labels));
    const count = targetCount([...counts.values()], target);
    const added = new Map(
      [...counts].flatMap(([label, present]) => (present < count ? [[label, count - present]] : [])),
    );
    const kept = new Map([...counts].flatMap(([label, present]) => (present > count ? [[label, count]] : [])));
    const grown = repeatRows(rows, added, { drawsOf });
    return chainRows(grown, keepRows(grown, kept, { drawsOf, replacement: false }));
  },
};

function targetCount(counts: number[], target: SpecOf<'randomHybrid'>['target']): number {
  if (typeof target === 'number') return target;
  const sorted = counts.sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.round(mean(target === 'mean' ? sorted : sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1)));
}

function repeatRows(
  rows: Rows,
  added: ClassCounts,
  { drawsOf, shrinkage }: { drawsOf: DrawsOfClass; shrinkage?: number | undefined },
): Resampled {
  const groups = rowsByClass(rows.labels);
  const additions = [...added].flatMap(([label, count]): Addition[] => {
    if (count === 0) return [];
    const own = groups.get(label) as Int32Array;
    const draws = drawsOf(label);
    const indices = draws.integers(own.length, count).map((place) => own[place] as number);
    const { values } = selectRows(rows, indices);
    if (shrinkage === undefined) return [{ label, values, indices }];
    const { dimension } = rows;
    const bandwidth = (4 / ((dimension + 2) * rows.labels.length)) ** (1 / (dimension + 4));
    const scales = deviations(rows, own).map((deviation) => shrinkage * bandwidth * deviation);
    const noise = draws.normals(count * dimension);
    return [
      { label, values: values.map((value, at) => value + (noise[at] as number) * (scales[at % dimension] as number)) },
    ];
  });
  return appendRows(rows, additions);
}

/** The standard deviation of each feature over some rows (of the population, not corrected). */
function deviations({ values, dimension }: Rows, rows: Int32Array): Float64Array {
  return new Float64Array(dimension).map((_, feature) => {
    const column = Float64Array.from(rows, (row) => values[row * dimension + feature] as number);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
  });
}

function keepRows(
  rows: Rows,
  kept: ClassCounts,
  { drawsOf, replacement }: { drawsOf: DrawsOfClass; replacement: boolean },
): Resampled {
  const chosen = [...rowsByClass(rows.labels)].map(([label, own]) => {
    const count = kept.get(label);
    if (count === undefined) return own;
    const draws = drawsOf(label);
    const places = replacement ? draws.integers(own.length, count) : draws.subset(own.length, count);
    return places.map((place) => own[place] as number);
  });
  return selectRows(rows, concatenate(chosen));
}

/** The lists of rows, one after the other. */
export function concatenate(lists: readonly Int32Array[]): Int32Array {
  return Int32Array.from(lists.flatMap((list) => [...list]));
}
