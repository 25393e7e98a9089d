import type { ClassCounts } from './balance.ts';

/** What goes into one part together: how many samples, and how many of each class. */
export interface Stratified {
  readonly samples: number;
  readonly classes: ClassCounts;
}

/**
 * Iterative stratification (Sechidis, Tsoumakas and Vlahavas, "On the Stratification of Multi-Label Data", 2011): the
 * class with the fewest units left comes first; each of its units goes to the part that lacks the most samples of the
 * class, then the most samples; the first part among equals. Units without a class come last.
 *
 * @param units in the order in which they are dealt
 * @param fractions of the parts, adding up to 1
 * @param placed the part of a unit that has one already: it counts, and stays
 * @returns the part of each unit
 */
export function iterativeStratification(
  units: readonly Stratified[],
  fractions: readonly number[],
  placed: (unit: number) => number | undefined = () => undefined,
): Int32Array {
  const partOf = new Int32Array(units.length).fill(-1);
  const lacking = fractions.map((fraction) => fraction * units.reduce((sum, { samples }) => sum + samples, 0));
  const totals = new Map<number, number>();
  const members = new Map<number, number[]>();
  for (const [unit, { classes }] of units.entries()) {
    for (const [label, samples] of classes) {
      totals.set(label, (totals.get(label) ?? 0) + samples);
      members.set(label, [...(members.get(label) ?? []), unit]);
    }
  }
  const lackingOf = new Map(
    Array.from(totals, ([label, total]) => [label, fractions.map((fraction) => fraction * total)]),
  );
  const left = new Map(Array.from(members, ([label, all]) => [label, all.length]));

  const put = (unit: number, part: number) => {
    const { samples, classes } = units[unit] as Stratified;
    partOf[unit] = part;
    lacking[part] = (lacking[part] as number) - samples;
    for (const [label, count] of classes) {
      const row = lackingOf.get(label) as number[];
      row[part] = (row[part] as number) - count;
      left.set(label, (left.get(label) as number) - 1);
    }
  };
  const deal = (unit: number, wanted: readonly number[]) => put(unit, best(wanted, lacking));
  for (const unit of units.keys()) {
    const part = placed(unit);
    if (part !== undefined) put(unit, part);
  }
  for (let label = rarest(left); label !== undefined; label = rarest(left)) {
    for (const unit of members.get(label) as number[]) {
      if (partOf[unit] === -1) deal(unit, lackingOf.get(label) as number[]);
    }
  }
  for (const unit of units.keys()) if (partOf[unit] === -1) deal(unit, lacking);
  return partOf;
}

/** The class with the fewest units left, but some; the least number among equals. */
function rarest(left: ReadonlyMap<number, number>): number | undefined {
  const open = [...left].filter(([, units]) => units > 0);
  if (open.length === 0) return undefined;
  return open.reduce((least, next) =>
    next[1] < least[1] || (next[1] === least[1] && next[0] < least[0]) ? next : least,
  )[0];
}

function best(wanted: readonly number[], lacking: readonly number[]): number {
  const value = (list: readonly number[], part: number) => list[part] as number;
  return [...wanted.keys()].reduce((most, part) => {
    const gain = value(wanted, part) - value(wanted, most);
    if (Math.abs(gain) > 1e-9) return gain > 0 ? part : most;
    return value(lacking, part) > value(lacking, most) + 1e-9 ? part : most;
  });
}
