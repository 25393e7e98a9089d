import type { ClassCounts } from './balance.ts';

/**
 * Moves units until each part has each class, where that can be had: each time the smallest unit whose leaving takes no
 * class from its part.
 *
 * @param partOf the part of each unit, changed in place
 * @param spare how many single samples of a class are still to be dealt: they fill that many parts by themselves
 */
export function coverClasses(
  units: readonly ClassCounts[],
  partOf: Int32Array,
  { parts, spare }: { parts: number; spare: (label: number) => number },
): void {
  /** How many units of a class each part has. */
  const held = new Map<number, number[]>();
  const count = (unit: number, change: number) => {
    for (const [label] of units[unit] as ClassCounts) {
      const row = held.get(label) ?? Array.from({ length: parts }, () => 0);
      (row[partOf[unit] as number] as number) += change;
      held.set(label, row);
    }
  };
  for (const unit of units.keys()) count(unit, 1);
  const isSpare = (unit: number) =>
    (units[unit] as ClassCounts).every(([label]) => (held.get(label)?.[partOf[unit] as number] ?? 0) > 1);

  for (const [label, row] of held) {
    const empty = [...row.keys()].filter((part) => row[part] === 0);
    for (const part of empty.slice(0, Math.max(0, empty.length - spare(label)))) {
      const movable = [...units.keys()].filter((unit) => classesOf(units, unit).includes(label) && isSpare(unit));
      if (movable.length === 0) break;
      const smallest = movable.reduce((best, unit) => (sizeOf(units, unit) < sizeOf(units, best) ? unit : best));
      count(smallest, -1);
      partOf[smallest] = part;
      count(smallest, 1);
    }
  }
}

function classesOf(units: readonly ClassCounts[], unit: number): number[] {
  return (units[unit] as ClassCounts).map(([label]) => label);
}

function sizeOf(units: readonly ClassCounts[], unit: number): number {
  return (units[unit] as ClassCounts).reduce((sum, [, samples]) => sum + samples, 0);
}
