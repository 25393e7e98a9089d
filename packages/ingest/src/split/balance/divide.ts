import { deriveSeed, type Sample } from '@sightline/contracts';
import { groupBy } from '../../numbers/group-by.ts';
import { apportion } from './apportion.ts';
import { balance, type ClassCounts } from './balance.ts';
import { coverClasses } from './cover-classes.ts';
import { iterativeStratification } from './iterative-stratification.ts';
import type { Unit } from '../units.ts';

/** What {@link divide} divides by. */
export interface DivideOptions {
  /** Of the parts, adding up to 1. */
  readonly fractions: readonly number[];
  /** The classes of a sample; each part gets its fraction of every class. */
  readonly classesOf: (sample: Sample) => readonly string[];
  /** Whether single samples are balanced as units of several are, or make the counts exact afterwards. */
  readonly singles: 'balanced' | 'exact';
  readonly seed: number;
  /** The parts of units that have one already; they count, and stay. None by default. */
  readonly placed?: ReadonlyMap<Unit, number>;
}

/**
 * Divides units into parts, so that each part gets its fraction of every class, and at least one sample of it, as far
 * as the units let it. Units of several samples are balanced; then single samples make the counts exact (to the largest
 * remainder), class by class, in an order by a hash of (seed, id): one that comes or goes moves few of the others.
 *
 * Where samples have several classes or none, by {@link iterativeStratification}.
 *
 * @returns the part of each unit
 */
export function divide(
  units: readonly Unit[],
  { fractions, classesOf, singles, seed, placed = new Map() }: DivideOptions,
): Map<Unit, number> {
  const hashes = new Map(units.map((unit) => [unit, deriveSeed(seed, 'split', unit.id)]));
  const dealt = units.toSorted((one, other) => (hashes.get(one) as number) - (hashes.get(other) as number));
  const names = [...new Set(units.flatMap(({ samples }) => samples.flatMap(classesOf)))].sort();
  const labels = new Map(names.map((name, label) => [name, label]));
  const countsOf = ({ samples }: Unit): ClassCounts => {
    const classes = samples.flatMap(classesOf);
    return Array.from(
      groupBy(classes, (name) => name),
      ([name, members]) => [labels.get(name) as number, members.length] as const,
    );
  };
  if (units.some(({ samples }) => samples.some((sample) => classesOf(sample).length !== 1))) {
    const stratified = dealt.map((unit) => ({ samples: unit.samples.length, classes: countsOf(unit) }));
    const partOf = iterativeStratification(stratified, fractions, (index) => placed.get(dealt[index] as Unit));
    return new Map(dealt.map((unit, index) => [unit, partOf[index] as number]));
  }

  const isLarge = (unit: Unit) => singles === 'balanced' || unit.samples.length > 1 || placed.has(unit);
  const large = dealt.filter(isLarge);
  const single = groupBy(
    dealt.filter((unit) => !isLarge(unit)),
    ({ samples }) => labels.get(classesOf(samples[0] as Sample)[0] as string) as number,
  );
  const largeCounts = large.map(countsOf);
  const placedIn = (index: number) => placed.get(large[index] as Unit);
  const partOf = balance(largeCounts, fractions, { seed: deriveSeed(seed, 'split'), placed: placedIn });
  if (placed.size === 0)
    coverClasses(largeCounts, partOf, { parts: fractions.length, spare: (label) => single.get(label)?.length ?? 0 });

  const parts = new Map(large.map((unit, index) => [unit, partOf[index] as number]));
  const held = names.map(() => fractions.map(() => 0));
  for (const [index, unit] of largeCounts.entries())
    for (const [label, count] of unit) ((held[label] as number[])[partOf[index] as number] as number) += count;
  for (const [label, members] of single) {
    const before = held[label] as number[];
    const size = members.length + before.reduce((sum, count) => sum + count, 0);
    const after = fillUp(before, apportion(size, fractions), members.length);
    let next = 0;
    for (const [part, total] of after.entries()) {
      const quota = total - (before[part] as number);
      for (const unit of members.slice(next, next + quota)) parts.set(unit, part);
      next += quota;
    }
  }
  return parts;
}

/**
 * What the parts have after `count` more samples: one after the other goes to where the most are missing, the last ones
 * to parts that have none.
 */
function fillUp(held: readonly number[], targets: readonly number[], count: number): number[] {
  const totals = [...held];
  const all = [...totals.keys()];
  const missing = (part: number) => (targets[part] as number) - (totals[part] as number);
  for (let left = count; left > 0; left--) {
    const empty = left <= totals.length ? all.filter((part) => totals[part] === 0) : [];
    const open = empty.length > 0 && left <= empty.length ? empty : all;
    (totals[open.reduce((best, part) => (missing(part) > missing(best) ? part : best))] as number) += 1;
  }
  return totals;
}
