import type { Shape } from '../../program/program.ts';

/** Numbers as rows along the last axis. */
export interface Space {
  readonly rows: number;
  readonly columns: number;
}

/**
 * How a value lies over a space: all of its numbers, one for each row (or for each group of rows), one row for all of
 * them (or for each group), or a single number.
 */
export type Layout = 'full' | 'rows' | 'columns' | 'scalar';

/** By their numbers, as in `packages/native/kernels/elementwise.cc`. */
export const LAYOUT_NUMBERS = { full: 0, rows: 1, columns: 2, scalar: 3 } as const;

/** Of a shape without open sizes and with an axis at least; else `undefined`. */
export function spaceOf(shape: Shape): Space | undefined {
  const count = countOf(shape);
  const columns = shape.at(-1);
  return count === undefined || !columns ? undefined : { rows: count / columns, columns };
}

/** How many numbers a shape has; `undefined` with open sizes. */
export function countOf(shape: Shape): number | undefined {
  return shape.reduce<number | undefined>(
    (product, size) => (product === undefined || size === null ? undefined : product * size),
    1,
  );
}

/** How a tensor lies over another that it is broadcast to; `undefined` where its numbers recur within the rows. */
export function layoutOver(shape: Shape, whole: Shape): Layout | undefined {
  const padded = [...whole.slice(shape.length).map(() => 1), ...shape];
  const count = countOf(shape);
  if (count === undefined) return undefined;
  if (count === 1) return 'scalar';
  const ofRows = padded.slice(0, -1);
  const shared = ofRows.findIndex((size, axis) => size !== whole[axis]);
  if (shared >= 0 && ofRows.slice(shared).some((size) => size !== 1)) return undefined;
  const hasColumns = padded.at(-1) === whole.at(-1);
  if (!hasColumns && padded.at(-1) !== 1) return undefined;
  if (!hasColumns) return 'rows';
  return countOf(whole) === count ? 'full' : 'columns';
}
