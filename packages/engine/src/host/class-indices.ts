import { EngineError } from '../errors.ts';
import type { HostTensor } from './host-tensor.ts';
import { placeOf } from './cast.ts';
import type { NumberArray, NumericArray } from './host-array.ts';

/** Whose class indices are read. */
export interface ClassesOf {
  /** As messages call the targets. */
  readonly what: string;
  readonly classes: number;
  /** The numbers of the rows in their source, where they have others there. */
  readonly samples?: readonly number[] | undefined;
}

/**
 * Class indices as int32.
 *
 * @throws EngineError `engine/invalid-options`, with value and place, for what is not a class:
 * below 0, from `classes` on, not a whole number
 */
export function classIndices({ shape, data }: NumericArray, of: ClassesOf): HostTensor {
  const wrong = firstWrong(data, of.classes);
  if (wrong !== -1) throw noClass(Number(data[wrong]), wrong, shape, of);
  return { shape, data: data[Symbol.toStringTag] === 'Int32Array' ? (data as Int32Array) : toInt32(data) };
}

function firstWrong(data: NumberArray, classes: number): number {
  for (let place = 0; place < data.length; place++) {
    const value = Number(data[place]);
    if (!(value >= 0 && value < classes && Number.isInteger(value))) return place;
  }
  return -1;
}

function toInt32(data: NumberArray): Int32Array {
  return Int32Array.from<number | bigint>(data, Number);
}

function noClass(
  value: number,
  index: number,
  shape: readonly number[],
  { what, classes, samples }: ClassesOf,
): EngineError {
  const row = Math.floor(index / shape.slice(1).reduce((size, axis) => size * axis, 1));
  const sample = samples ? ` (sample ${samples[row]})` : '';
  return new EngineError(
    'engine/invalid-options',
    `${what}: received ${value}${placeOf(index, shape)}${sample}, which is not a class. Allowed: whole numbers ` +
      `from 0 to ${classes - 1}, one for each of ${classes} classes. ${hint(value, classes)}`,
  );
}

function hint(value: number, classes: number): string {
  if (value === classes) return 'Subtract 1 from labels that start at 1, or give the output another unit.';
  if (value < 0) return 'Leave out samples without a label, or give them the weight 0 and any class.';
  if (Number.isNaN(value)) return 'Leave out samples without a label.';
  if (!Number.isInteger(value)) return 'Class probabilities are rows, for categoricalCrossentropy.';
  return 'Number the classes from 0 without gaps, or give the output as many units as there are classes.';
}
