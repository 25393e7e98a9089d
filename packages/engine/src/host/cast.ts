import { EngineError } from '../errors.ts';
import type { DataType, TensorData } from '../program/program.ts';
import type { HostTensor } from './host-tensor.ts';
import type { NumberArray, NumericArray } from './host-array.ts';

/** The element types that a tensor from outside may be cast to. */
export type HostType = Exclude<DataType, 'bfloat16'>;

const INT32 = { least: -(2 ** 31), most: 2 ** 31 - 1 };
/** What fits into int32 whatever the values are. */
const SMALL_INTEGERS = new Set(['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array']);

/**
 * Numbers as elements of a type, as Keras casts them: to float32 the nearest; to bool all but 0 is true. What has the
 * type already is not copied.
 *
 * @throws EngineError `engine/invalid-options`, naming value and place,
 * for what is not an integer where int32 is needed
 */
export function cast({ shape, data }: NumericArray, dtype: HostType, what: string): HostTensor {
  if (dtype === 'int32') return { shape, data: asIntegers({ shape, data }, what) };
  return { shape, data: dtype === 'bool' ? asBooleans(data) : asFloats(data) };
}

/** The element type that an array has by itself: int32 where it holds integers, else float32. */
export function naturalType(data: NumberArray): HostType {
  return typeNameOf(data).startsWith('Float') ? 'float32' : 'int32';
}

/** Where an element lies: its row, and its place in there, as ` in row 3 at [0, 7]`. */
export function placeOf(index: number, [, ...sizes]: readonly number[]): string {
  const places: number[] = [];
  let rest = index;
  for (const size of sizes.toReversed()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return ` in row ${rest}${places.length > 0 ? ` at [${places.join(', ')}]` : ''}`;
}

function asFloats(data: NumberArray): TensorData {
  const name = typeNameOf(data);
  if (name === 'Float32Array') return data as Float32Array;
  return isBig(data) ? Float32Array.from(data, Number) : new Float32Array(data);
}

function asBooleans(data: NumberArray): TensorData {
  return Uint8Array.from<number | bigint>(data, (value) => (Number(value) === 0 ? 0 : 1));
}

function asIntegers({ shape, data }: NumericArray, what: string): TensorData {
  const name = typeNameOf(data);
  if (name === 'Int32Array') return data as Int32Array;
  if (!isBig(data) && SMALL_INTEGERS.has(name)) return new Int32Array(data);
  const integers = new Int32Array(data.length);
  for (let index = 0; index < data.length; index++) {
    const value = Number(data[index]);
    if (!Number.isInteger(value) || value < INT32.least || value > INT32.most) {
      throw new EngineError(
        'engine/invalid-options',
        `${what}: received ${value}${placeOf(index, shape)}. Allowed: 32-bit whole numbers, because it is int32. ` +
          'Round them, or make it float32.',
      );
    }
    integers[index] = value;
  }
  return integers;
}

function isBig(data: NumberArray): data is BigInt64Array | BigUint64Array {
  return typeNameOf(data).startsWith('Big');
}

function typeNameOf(data: NumberArray): string {
  return data[Symbol.toStringTag];
}
