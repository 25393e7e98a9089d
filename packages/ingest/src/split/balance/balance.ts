import { RandomStream } from '@sightline/contracts';

/** A unit as its samples of each class: `[class, samples]`, only of the classes that it has. */
export type ClassCounts = readonly (readonly [label: number, samples: number])[];

const ROUNDS = 50;
/** The more units there are, the less one order of dealing matters. */
const STARTS = { few: 12, fewUnits: 500, many: 1 };
const MOST_PARTNERS = 200;
/** Pairs that a round tries to swap, about. */
const MOST_PAIRS = 2_000_000;

/**
 * Divides units among parts so that each part gets its fraction of every class, as nearly as the units let it: what is
 * made small is the sum, over classes and parts, of (samples of the class in the part / samples of the class -
 * fraction)². Units are dealt in a random order, each to where it is missed most, then moved and swapped while that
 * helps.
 *
 * @param fractions of the parts, adding up to 1
 * @param options.placed the part of a unit that has one already: it counts, and stays
 * @returns the part of each unit
 */
export function balance(
  units: readonly ClassCounts[],
  fractions: readonly number[],
  { seed, placed }: { seed: number; placed: (unit: number) => number | undefined },
): Int32Array {
  const stream = new RandomStream(seed);
  const weighed = weigh(units);
  const starts = units.length <= STARTS.fewUnits ? STARTS.few : STARTS.many;
  const open = [...units.keys()].filter((unit) => placed(unit) === undefined);
  let best: Dealt | undefined;
  for (let start = 0; start < starts; start++) {
    const dealt = new Dealt(weighed, fractions);
    for (const unit of units.keys()) {
      const part = placed(unit);
      if (part !== undefined) dealt.put(unit, part);
    }
    for (const unit of stream.shuffle([...open])) dealt.put(unit, dealt.bestMove(unit).part);
    improve(dealt, units, open);
    if (!best || dealt.distance() < best.distance() - 1e-12) best = dealt;
  }
  return best?.partOf ?? new Int32Array(0);
}

/** A unit as fractions of its classes; `label` counts from 0 without gaps. */
type Weighed = readonly { readonly label: number; readonly weight: number }[];

function weigh(units: readonly ClassCounts[]): Weighed[] {
  const totals = new Map<number, number>();
  for (const [label, samples] of units.flat()) totals.set(label, (totals.get(label) ?? 0) + samples);
  const places = new Map([...totals.keys()].map((label, place) => [label, place]));
  return units.map((unit) =>
    unit.map(([label, samples]) => ({
      label: places.get(label) as number,
      weight: samples / (totals.get(label) as number),
    })),
  );
}

/** Units in parts, and how far these are from their fractions. */
class Dealt {
  /** -1: not dealt yet. */
  readonly partOf: Int32Array;
  readonly #parts: number;
  readonly #units: readonly Weighed[];
  /** What a part has of a class beyond its fraction, `[class, part]`. */
  readonly #excess: Float64Array;

  constructor(units: readonly Weighed[], fractions: readonly number[]) {
    this.partOf = new Int32Array(units.length).fill(-1);
    this.#parts = fractions.length;
    this.#units = units;
    const classes = 1 + units.flat().reduce((most, { label }) => Math.max(most, label), -1);
    this.#excess = Float64Array.from(
      { length: classes * fractions.length },
      (_, at) => -(fractions[at % fractions.length] as number),
    );
  }

  distance(): number {
    return this.#excess.reduce((sum, excess) => sum + excess * excess, 0);
  }

  put(unit: number, part: number): void {
    const from = this.partOf[unit] as number;
    for (const { label, weight } of this.#units[unit] as Weighed) {
      if (from >= 0) (this.#excess[label * this.#parts + from] as number) -= weight;
      (this.#excess[label * this.#parts + part] as number) += weight;
    }
    this.partOf[unit] = part;
  }

  /** The part that a unit best goes to, and by how much that changes the distance. */
  bestMove(unit: number): { part: number; change: number } {
    let best = { part: -1, change: Infinity };
    for (let part = 0; part < this.#parts; part++) {
      const change = part === this.partOf[unit] ? 0 : this.#changeByMove(unit, part);
      if (change < best.change) best = { part, change };
    }
    return best;
  }

  /** By how much the distance changes when two units of different parts change places. */
  changeBySwap(one: number, other: number): number {
    let common = 0;
    for (const mine of this.#units[one] as Weighed)
      for (const theirs of this.#units[other] as Weighed)
        if (mine.label === theirs.label) common += mine.weight * theirs.weight;
    const moves =
      this.#changeByMove(one, this.partOf[other] as number) + this.#changeByMove(other, this.partOf[one] as number);
    return moves - 4 * common;
  }

  #changeByMove(unit: number, to: number): number {
    const from = this.partOf[unit] as number;
    let change = 0;
    for (const { label, weight } of this.#units[unit] as Weighed) {
      const start = label * this.#parts;
      change += weight * (weight + 2 * (this.#excess[start + to] as number));
      if (from >= 0) change += weight * (weight - 2 * (this.#excess[start + from] as number));
    }
    return change;
  }
}

/** Moves those units that are open, and swaps them with others of about their size, until nothing helps. */
function improve(dealt: Dealt, units: readonly ClassCounts[], open: readonly number[]): void {
  const size = (unit: number) => (units[unit] as ClassCounts).reduce((sum, [, samples]) => sum + samples, 0);
  const sizes = units.map((_, unit) => size(unit));
  const bySize = open.toSorted((one, other) => (sizes[one] as number) - (sizes[other] as number));
  const reach = Math.ceil(Math.min(MOST_PARTNERS, MOST_PAIRS / open.length) / 2);
  for (let round = 0, moved = true; moved && round < ROUNDS; round++) {
    moved = false;
    for (const [rank, unit] of bySize.entries()) {
      const from = dealt.partOf[unit] as number;
      const move = dealt.bestMove(unit);
      let swap = { other: -1, change: Infinity };
      for (const other of bySize.slice(Math.max(0, rank - reach), rank + reach + 1)) {
        if (dealt.partOf[other] === from) continue;
        const change = dealt.changeBySwap(unit, other);
        if (change < swap.change) swap = { other, change };
      }
      if (Math.min(move.change, swap.change) > -1e-9) continue;
      moved = true;
      const to = move.change <= swap.change ? move.part : (dealt.partOf[swap.other] as number);
      if (move.change > swap.change) dealt.put(swap.other, from);
      dealt.put(unit, to);
    }
  }
}
