import { classesOf, type DatasetStatistics, SPLITS, type Sample } from '@sightline/contracts';

/** Counts samples by class and by split, and finds the range of their sizes in pixels. */
export function statisticsOf(samples: readonly Sample[], quarantined: number): DatasetStatistics {
  const used = SPLITS.filter((split) => samples.some((sample) => sample.split === split));
  return {
    samples: samples.length,
    classes: countsByClass(samples),
    splits: Object.fromEntries(
      used.map((split) => {
        const members = samples.filter((sample) => sample.split === split);
        return [split, { samples: members.length, classes: countsByClass(members) }];
      }),
    ),
    quarantined,
    width: rangeOf(samples.map(({ width }) => width)),
    height: rangeOf(samples.map(({ height }) => height)),
  };
}

/** Samples of each class; a sample of several classes counts for each. */
export function countsByClass(samples: readonly Sample[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    for (const label of classesOf(sample)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

function rangeOf(values: readonly number[]): { minimum: number; maximum: number } {
  const minimum = values.reduce((least, value) => Math.min(least, value));
  return { minimum, maximum: values.reduce((greatest, value) => Math.max(greatest, value)) };
}
