import type { Shape } from '../../program/program.ts';
import type { Runs } from './size.ts';

/** The names of an input's open sizes by axis; `null` where the size is fixed. */
export type DimensionNames = readonly (string | null)[];

/** A size that is open, and its values in the runs. */
export interface Dimension {
  readonly name: string;
  readonly runs: Runs;
}

/** By the rank of the input, what its axes are, where they are open. */
const AXES: Readonly<Record<number, readonly string[]>> = {
  1: ['batch'],
  2: ['batch', 'time'],
  3: ['batch', 'time', 'features'],
  4: ['batch', 'height', 'width', 'channels'],
  5: ['batch', 'depth', 'height', 'width', 'channels'],
};

/**
 * Names the open sizes of inputs: `batch` is the first of each; two inputs' others are `height_0` and `height_1`, or
 * one `height` when they are to be equal.
 */
export function nameDimensions(shapes: readonly Shape[], areEqual: boolean): DimensionNames[] {
  const axisName = (rank: number, axis: number) => AXES[rank]?.[axis] ?? (axis === 0 ? 'batch' : `axis_${axis}`);
  const named = shapes.map((shape) => shape.map((size, axis) => (size === null ? axisName(shape.length, axis) : null)));
  return named.map((names, input) =>
    names.map((name, axis) => {
      if (name === null || axis === 0 || areEqual) return name;
      return named.some((others, other) => other !== input && others.includes(name)) ? `${name}_${input}` : name;
    }),
  );
}

/** Sizes of the batch: small, for the whole function runs with each. */
const BATCHES = [2, 3, 5, 4, 2, 3];

/**
 * Offsets of the other sizes by run: no size is another's multiple, or follows it in any simple way;
 * odd and even ones for each.
 */
const OFFSETS = [
  [0, 3, 7, 2, 12, 5],
  [5, 0, 4, 11, 2, 9],
  [3, 10, 1, 6, 0, 14],
  [9, 1, 12, 0, 7, 4],
  [2, 8, 0, 13, 5, 11],
  [13, 4, 6, 1, 10, 0],
];

/**
 * Sizes to try, from small to large: a network may need a least size (kernels, poolings), or multiples of one (what is
 * halved and doubled again).
 */
export const ATTEMPTS: readonly { readonly least: number; readonly multiple: number }[] = [
  { least: 17, multiple: 1 },
  { least: 2, multiple: 8 },
  { least: 67, multiple: 1 },
  { least: 2, multiple: 32 },
  { least: 229, multiple: 1 },
];

/** The values of named open sizes in the runs of an attempt. With the batch alone, fewer runs tell what follows it. */
export function probe(names: readonly string[], { least, multiple }: (typeof ATTEMPTS)[number]): Dimension[] {
  const others = names.filter((name) => name !== 'batch');
  const runs = others.length === 0 ? BATCHES.slice(0, names.length === 0 ? 2 : 3) : BATCHES;
  return names.map((name) => {
    if (name === 'batch') return { name, runs };
    const row = others.indexOf(name);
    const offsets = OFFSETS[row % OFFSETS.length] as number[];
    // Beyond the table, its rows begin at another run.
    const turn = Math.floor(row / OFFSETS.length);
    const turned = [...offsets.slice(turn), ...offsets.slice(0, turn)];
    const spread = multiple === 1 ? turned : turned.map((offset) => offset % (multiple === 8 ? 7 : 4));
    return { name, runs: spread.map((offset) => multiple * (least + offset)) };
  });
}
