import { ServerError } from '../../errors.ts';

/** A row-major tensor as nested lists; a scalar is a number. */
export type NestedNumbers = number | NestedNumbers[];

/**
 * Writes nested lists of numbers into `target`, row by row.
 *
 * @param shape what `value` must have, exactly: a ragged list is refused
 * @param where its place in the request, for the message: `instances[3]`
 * @throws ServerError `server/invalid-request` naming the place, what stands there and what must
 */
export function readTensor(value: unknown, shape: readonly number[], where: string, target: Float32Array): void {
  let position = 0;
  const path: number[] = [];
  const fail = (expected: string, received: unknown): never => {
    const place = where + path.map((index) => `[${index}]`).join('');
    throw new ServerError('server/invalid-request', `${place}: expected ${expected}, received ${describe(received)}.`);
  };

  function read(part: unknown, axis: number): void {
    const size = shape[axis];
    if (size === undefined) {
      if (typeof part !== 'number') return fail('a number', part);
      target[position] = part;
      if (!Number.isFinite(target[position])) return fail('a finite float32 number', part);
      position++;
      return;
    }
    if (!Array.isArray(part) || part.length !== size)
      return fail(`a list of ${size} (shape [${shape.join(', ')}])`, part);
    for (let index = 0; index < size; index++) {
      path.push(index);
      read(part[index], axis + 1);
      path.pop();
    }
  }

  read(value, 0);
}

/** The nested lists of a tensor. Each number is the shortest decimal that reads back as the same float32. */
export function writeTensor({ data, shape }: { data: Float32Array; shape: readonly number[] }): NestedNumbers {
  let position = 0;
  const write = (axis: number): NestedNumbers => {
    const size = shape[axis];
    if (size === undefined) return shortest(data[position++] ?? Number.NaN);
    return Array.from({ length: size }, () => write(axis + 1));
  };
  return write(0);
}

function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return Number(value.toPrecision(9));
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
