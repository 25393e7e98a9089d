import type { ComparisonMeasure } from '@sightline/contracts';
import { quantile } from '../numbers/quantile.ts';
import { countsByClass } from '../dataset/statistics.ts';
import { EMBEDDING_DRIFT } from './embedding-drift.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import type { Compared, Measure } from './measure.ts';

/** What is compared. */
export const MEASURES: { readonly [Name in ComparisonMeasure]: Measure } = {
  classFraction: {
    statistics: 1,
    compare(before, after) {
      const [then, now] = [fractionsOf(before), fractionsOf(after)];
      const changes = [...new Set([...then.keys(), ...now.keys()])].map((label) => {
        const [was, is] = [then.get(label) ?? 0, now.get(label) ?? 0];
        return { distance: Math.abs(is - was), detail: `Class "${label}": ${percent(was)} against ${percent(is)}.` };
      });
      return changes.reduce((most, change) => (change.distance > most.distance ? change : most), {
        distance: 0,
        detail: 'No classes differ.',
      });
    },
  },
  brightness: ofValues('Median brightness', ({ brightness }) => brightness, percent),
  size: ofValues(
    'Median side',
    ({ sample }) => Math.sqrt(sample.width * sample.height),
    (side) => `${side.toFixed(0)} pixels`,
  ),
  aspectRatio: ofValues(
    'Median width / height',
    ({ sample }) => sample.width / sample.height,
    (ratio) => ratio.toFixed(2),
  ),
  embedding: EMBEDDING_DRIFT,
};

function ofValues(what: string, valueOf: (compared: Compared) => number, text: (value: number) => string): Measure {
  const compare = (before: readonly Compared[], after: readonly Compared[]) => {
    const [then, now] = [before.map(valueOf), after.map(valueOf)];
    const median = (values: readonly number[]) => text(quantile(Float64Array.from(values).sort(), 0.5));
    return { distance: kolmogorovSmirnov(then, now), detail: `${what}: ${median(then)} against ${median(now)}.` };
  };
  return { statistics: 1, compare };
}

function fractionsOf(compared: readonly Compared[]): Map<string, number> {
  const counts = Object.entries(countsByClass(compared.map(({ sample }) => sample)));
  return new Map(counts.map(([label, count]) => [label, count / compared.length]));
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)} %`;
}
