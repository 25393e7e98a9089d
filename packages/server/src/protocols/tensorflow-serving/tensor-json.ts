import type { TensorSpec } from '@sightline/contracts';
import { ServerError } from '../../errors.ts';
import { ARRAYS, sizeOf, type TensorData, type TensorValues } from '../../inference/tensor.ts';
import { elements, type JsonElement } from './elements.ts';

/** A row-major tensor as nested lists; a scalar is a value. */
export type NestedValues = JsonElement | NestedValues[];

/**
 * Reads nested lists, one for each sample of a batch.
 *
 * @param samples at least one
 * @param where its place in the request, for the message: `instances[3]`
 * @throws ServerError `server/invalid-request` naming the place, what stands there and what must: a ragged list is
 * refused, and one whose open sizes differ from those of the first sample
 */
export function readSamples(
  samples: readonly unknown[],
  spec: TensorSpec,
  where: (index: number) => string,
): TensorData {
  const shape = spec.shape.map((size, axis) => size ?? sizeAt(samples[0], axis, spec, where(0)));
  // Sample by sample: that many of so many values are not there before each has been looked at.
  const rows = samples.map((sample, index) => readTensor(sample, { ...spec, shape }, where(index)));
  return { dtype: spec.dtype, shape: [samples.length, ...shape], data: joined(rows, spec) };
}

function joined(rows: readonly TensorValues[], { dtype }: TensorSpec): TensorValues {
  const [first] = rows;
  if (rows.length === 1) return first as TensorValues;
  const size = first?.length ?? 0;
  const data = new ARRAYS[dtype](rows.length * size);
  rows.forEach((row, index) => (data as Float32Array).set(row as Float32Array, index * size));
  return data;
}

/** The length of the list at an axis of a sample, along its first elements. */
function sizeAt(sample: unknown, axis: number, { shape }: TensorSpec, where: string): number {
  let part = sample;
  let place = where;
  for (let outer = 0; outer < axis && Array.isArray(part); outer++) {
    part = part[0];
    place += '[0]';
  }
  if (Array.isArray(part) && part.length > 0) return part.length;
  const allowed = `a list of any length above 0 (shape [${shape.map((size) => size ?? '?').join(', ')}])`;
  throw refused(place, allowed, part);
}

function readTensor(
  value: unknown,
  { dtype, shape }: { dtype: TensorSpec['dtype']; shape: readonly number[] },
  where: string,
): TensorValues {
  const target = new ARRAYS[dtype](sizeOf(shape)) as Float32Array;
  const { read: readElement, allowed } = elements[dtype];
  const innermost = shape.length - 1;
  let position = 0;
  const path: number[] = [];
  const fail = (expected: string, received: unknown): never => {
    throw refused(where + path.map((index) => `[${index}]`).join(''), expected, received);
  };

  function read(part: unknown, axis: number): void {
    const size = shape[axis] as number;
    if (!Array.isArray(part) || part.length !== size)
      return fail(`a list of ${size} (shape [${shape.join(', ')}])`, part);
    for (let index = 0; index < size; index++) {
      const inner: unknown = part[index];
      if (axis === innermost) {
        const element = readElement(inner);
        if (element === undefined) {
          path.push(index);
          fail(allowed, inner);
        }
        target[position++] = element as number;
      } else {
        path.push(index);
        read(inner, axis + 1);
        path.pop();
      }
    }
  }

  if (shape.length === 0) target[0] = (readElement(value) ?? fail(allowed, value)) as number;
  else read(value, 0);
  return target;
}

/** The nested lists of a tensor. */
export function writeTensor({ dtype, data, shape }: TensorData): NestedValues {
  const { write } = elements[dtype];
  let position = 0;
  const nested = (axis: number): NestedValues => {
    const size = shape[axis];
    if (size === undefined) return write(data[position++] as number | bigint);
    return Array.from({ length: size }, () => nested(axis + 1));
  };
  return nested(0);
}

function refused(place: string, allowed: string, received: unknown): ServerError {
  return new ServerError('server/invalid-request', `${place}: expected ${allowed}, received ${describe(received)}.`);
}

/** A value of a request in a few words, whatever its size. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (value === Infinity || value === -Infinity) return 'a number too large for any float';
  const text = JSON.stringify(value);
  return `${typeof value === 'string' ? 'the string ' : ''}${text.length > 40 ? `${text.slice(0, 39)}…` : text}`;
}
