import type { ResamplerSpec } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';

type StrategyOf<Kind extends ResamplerSpec['kind']> =
  Extract<ResamplerSpec, { kind: Kind }> extends {
    samplingStrategy: infer Strategy;
  }
    ? Strategy
    : never;
export type OverSamplingStrategy = StrategyOf<'smote'>;
export type UnderSamplingStrategy = StrategyOf<'nearMiss'>;
export type CleaningStrategy = StrategyOf<'tomekLinks'>;

/** Rows by class; classes ascend. */
export type ClassCounts = ReadonlyMap<number, number>;

/** The number of rows of each class. */
export function countClasses(groups: ReadonlyMap<number, Int32Array>): ClassCounts {
  return new Map([...groups].map(([label, rows]) => [label, rows.length]));
}

/** The smallest class; of equal ones the lowest. */
export function minorityOf(counts: ClassCounts): number {
  return extremeOf(counts, (count, best) => count < best);
}

/**
 * How many rows each class gets, as imbalanced-learn's over-samplers read `sampling_strategy`;
 * classes ascend, and may get 0.
 *
 * @throws AugmentError `augment/invalid-strategy` for a ratio of other than two classes, or one that asks to remove
 * rows; for counts of an absent class or below its rows
 */
export function rowsToAdd(counts: ClassCounts, strategy: OverSamplingStrategy): ClassCounts {
  const most = Math.max(...counts.values());
  if (typeof strategy === 'string') {
    const named = targets[strategy === 'auto' ? 'not majority' : strategy](counts);
    return new Map(named.map((label) => [label, most - countOf(counts, label)]));
  }
  if (typeof strategy === 'number') {
    requireTwoClasses(counts, strategy);
    const [label] = targets['not majority'](counts) as [number];
    const added = Math.trunc(most * strategy - countOf(counts, label));
    if (added > 0) return new Map([[label, added]]);
    throw refused(`ratio ${strategy} asks for ${countOf(counts, label) + added} rows of class ${label}`, [
      `it has ${countOf(counts, label)} against ${most} of the other class, and over-sampling removes none`,
      'Raise the ratio, or use an under-sampler.',
    ]);
  }
  return mapCounts(counts, strategy, (label, wanted, present) => {
    if (wanted >= present) return wanted - present;
    throw refused(`${wanted} rows of class ${label} are asked for`, [
      `it has ${present}, and over-sampling removes none`,
      `Allowed: ${present} and more.`,
    ]);
  });
}

/**
 * How many rows each class keeps, as imbalanced-learn's under-samplers read `sampling_strategy`; classes ascend, and
 * those not listed keep all.
 *
 * @throws AugmentError `augment/invalid-strategy` for a ratio of other than two classes, or one that asks to add rows;
 * for counts of an absent class or above its rows
 */
export function rowsToKeep(counts: ClassCounts, strategy: UnderSamplingStrategy): ClassCounts {
  const fewest = Math.min(...counts.values());
  if (typeof strategy === 'string') {
    const named = targets[strategy === 'auto' ? 'not minority' : strategy](counts);
    return new Map(named.map((label) => [label, fewest]));
  }
  if (typeof strategy === 'number') {
    requireTwoClasses(counts, strategy);
    const [label] = targets['not minority'](counts) as [number];
    const kept = Math.trunc(fewest / strategy);
    if (kept <= countOf(counts, label)) return new Map([[label, kept]]);
    throw refused(`ratio ${strategy} asks for ${kept} rows of class ${label}`, [
      `it has ${countOf(counts, label)}, and under-sampling adds none`,
      'Raise the ratio, or use an over-sampler.',
    ]);
  }
  return mapCounts(counts, strategy, (label, wanted, present) => {
    if (wanted <= present) return wanted;
    throw refused(`${wanted} rows of class ${label} are asked for`, [
      `it has ${present}, and under-sampling adds none`,
      `Allowed: 0 to ${present}.`,
    ]);
  });
}

/**
 * From which classes a cleaning sampler may remove rows.
 *
 * @throws AugmentError `augment/invalid-strategy` for an absent class
 */
export function classesToClean(counts: ClassCounts, strategy: CleaningStrategy): Set<number> {
  if (typeof strategy === 'string') return new Set(targets[strategy === 'auto' ? 'not minority' : strategy](counts));
  for (const label of strategy) requirePresent(counts, label);
  return new Set(strategy);
}

const targets = {
  minority: (counts) => [minorityOf(counts)],
  majority: (counts) => [majorityOf(counts)],
  'not minority': (counts) => [...counts.keys()].filter((label) => label !== minorityOf(counts)),
  'not majority': (counts) => [...counts.keys()].filter((label) => label !== majorityOf(counts)),
  all: (counts) => [...counts.keys()],
} satisfies Record<string, (counts: ClassCounts) => number[]>;

function majorityOf(counts: ClassCounts): number {
  return extremeOf(counts, (count, best) => count > best);
}

function extremeOf(counts: ClassCounts, better: (count: number, best: number) => boolean): number {
  const [extreme] = [...counts].reduce((best, each) => (better(each[1], best[1]) ? each : best));
  return extreme;
}

function mapCounts(
  counts: ClassCounts,
  wanted: Readonly<Record<string, number>>,
  amount: (label: number, wanted: number, present: number) => number,
): ClassCounts {
  const entries = Object.entries(wanted).map(([key, count]) => {
    const label = Number(key);
    requirePresent(counts, label);
    return [label, amount(label, count, countOf(counts, label))] as const;
  });
  return new Map(entries.sort(([a], [b]) => a - b));
}

function requirePresent(counts: ClassCounts, label: number): void {
  if (!counts.has(label)) {
    throw refused(`class ${label} is asked for`, ['no row has it', `Allowed: ${[...counts.keys()].join(', ')}.`]);
  }
}

function requireTwoClasses(counts: ClassCounts, ratio: number): void {
  if (counts.size !== 2) {
    throw refused(`ratio ${ratio} is asked for`, [
      `there are ${counts.size} classes, and a ratio is defined for two only`,
      'Give the rows by class instead: { 0: 500, 1: 400 }.',
    ]);
  }
}

function refused(received: string, [because, mend]: readonly [string, string]): AugmentError {
  return new AugmentError('augment/invalid-strategy', `samplingStrategy: ${received}; ${because}. ${mend}`);
}

function countOf(counts: ClassCounts, label: number): number {
  return counts.get(label) as number;
}
