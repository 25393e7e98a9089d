import type { ValueId } from '../../program/program.ts';

/** A number of a program as it was in each of several runs with other sizes. */
export type Runs = readonly number[];

/** A size of a tensor that the program has when it runs. */
export interface Axis {
  readonly value: ValueId;
  readonly axis: number;
  readonly runs: Runs;
}

/** How a number follows from the sizes of tensors. */
export type Size =
  | { readonly kind: 'constant'; readonly value: number }
  /** factor · axis + offset */
  | { readonly kind: 'affine'; readonly of: Axis; readonly factor: number; readonly offset: number }
  /** ⌊(axis + offset) / divisor⌋ */
  | { readonly kind: 'floor'; readonly of: Axis; readonly offset: number; readonly divisor: number }
  | { readonly kind: 'product'; readonly of: Axis; readonly by: Size };

/** Beyond these a fit says more about the runs than about the program. */
const [LARGEST_FACTOR, LARGEST_DIVISOR, MOST_FACTORS] = [64, 8, 4];

export function isConstant(runs: Runs): boolean {
  return runs.every((number) => number === runs[0]);
}

export function sameRuns(a: Runs, b: Runs): boolean {
  return a.length === b.length && a.every((number, run) => number === b[run]);
}

/**
 * A whole number as a function of one axis that all runs agree with:
 * the axis itself, affine in it, or a fraction of it rounded down.
 */
export function sizeOfAxis(runs: Runs, axis: Axis): Size | undefined {
  return affine(runs, axis) ?? floored(runs, axis);
}

/**
 * A whole number as a function of some axes that all runs agree with; the simplest that there is, the first axes first.
 */
export function sizeOfAxes(runs: Runs, axes: readonly Axis[], factors = MOST_FACTORS): Size | undefined {
  if (isConstant(runs)) return { kind: 'constant', value: runs[0] as number };
  const same = axes.find((axis) => sameRuns(axis.runs, runs));
  if (same) return { kind: 'affine', of: same, factor: 1, offset: 0 };
  for (const fit of [affine, floored]) {
    for (const axis of axes) {
      const found = fit(runs, axis);
      if (found) return found;
    }
  }
  if (factors === 1) return undefined;
  for (const axis of axes) {
    if (axis.runs.some((size, run) => size < 2 || (runs[run] as number) % size !== 0)) continue;
    const rest = runs.map((number, run) => number / (axis.runs[run] as number));
    const by = sizeOfAxes(rest, axes, factors - 1);
    if (by) return { kind: 'product', of: axis, by };
  }
  return undefined;
}

function affine(runs: Runs, axis: Axis): Size | undefined {
  const other = axis.runs.findIndex((size) => size !== axis.runs[0]);
  const [start, end] = [runs[0] as number, runs[other] as number];
  const [from, to] = [axis.runs[0] as number, axis.runs[other] as number];
  const factor = (end - start) / (to - from);
  const offset = start - factor * from;
  if (!Number.isInteger(factor) || factor === 0 || Math.abs(factor) > LARGEST_FACTOR) return undefined;
  const fits = axis.runs.every((size, run) => factor * size + offset === runs[run]);
  return fits ? { kind: 'affine', of: axis, factor, offset } : undefined;
}

/** Only where the runs leave one offset: with even sizes alone, ⌊size / 2⌋ and ⌊(size + 1) / 2⌋ are the same. */
function floored(runs: Runs, axis: Axis): Size | undefined {
  for (let divisor = 2; divisor <= LARGEST_DIVISOR; divisor++) {
    const lowest = Math.max(...runs.map((number, run) => number * divisor - (axis.runs[run] as number)));
    const highest = Math.min(...runs.map((number, run) => number * divisor - (axis.runs[run] as number) + divisor - 1));
    if (lowest === highest) return { kind: 'floor', of: axis, offset: lowest, divisor };
  }
  return undefined;
}
