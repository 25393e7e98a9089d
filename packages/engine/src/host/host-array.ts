import { EngineError } from '../errors.ts';

/** Any of JavaScript's arrays of numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/**
 * A tensor outside TensorFlow, `data` in row-major order. Whatever array they come in, its elements are numbers, those
 * of a `Uint8Array` from 0 to 255: what takes the tensor decides the element type that they are cast to, as in Keras.
 * Truth values come as booleans, or as 0 and 1.
 */
export interface HostArray {
  readonly shape: readonly number[];
  readonly data: NumberArray | readonly number[] | readonly boolean[];
}

/** The same, checked, in a typed array. */
export interface NumericArray extends HostArray {
  readonly data: NumberArray;
}

/** The names that typed arrays give themselves, also those of another realm. */
const NUMBERS = new Set(
  'Float16 Float32 Float64 Int8 Uint8 Uint8Clamped Int16 Uint16 Int32 Uint32 BigInt64 BigUint64'
    .split(' ')
    .map((name) => `${name}Array`),
);

/** Whether a value is a tensor, rather than tensors by names. */
export function isHostArray(value: unknown): value is HostArray {
  const { data, shape } = (value ?? {}) as Partial<Record<keyof HostArray, unknown>>;
  return data !== undefined && Array.isArray(shape);
}

/** Whether a value is tensors by names, rather than one tensor, or what was given in the place of one. */
export function isByName(value: unknown): value is Readonly<Record<string, HostArray>> {
  if (typeof value !== 'object' || value === null || 'shape' in value || 'data' in value) return false;
  return value.constructor === undefined || value.constructor.name === 'Object';
}

/** Tensors as a list, one or several; what is neither is listed as one, for {@link numericArray} to refuse. */
export function listOf(tensors: HostArray | readonly HostArray[]): readonly HostArray[] {
  const areSeveral = Array.isArray(tensors) && (tensors.length === 0 || tensors.some(isHostArray));
  return areSeveral ? tensors : [tensors as HostArray];
}

/**
 * Checks that a tensor from outside holds as many numbers as its shape says.
 * Typed arrays are used as they are, flat arrays copied.
 *
 * @param what the tensor, as the message should call it
 * @throws EngineError `engine/invalid-options`, saying what was received and how to convert it
 */
export function numericArray(array: HostArray, what: string): NumericArray {
  const { shape, data } = (array ?? {}) as Partial<HostArray>;
  if (shape === undefined || isTensor(array)) throw notShaped(array, what);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw refused(what, `${nameOf(array)} with the shape ${JSON.stringify(shape)}`, TENSOR_HINT);
  }
  const numbers = numbersOf(data, what);
  const wanted = shape.reduce<number>((size, axis) => size * axis, 1);
  if (numbers.length === wanted) return { shape, data: numbers };
  throw refused(
    what,
    `${numbers.length} numbers for the shape [${shape.join(', ')}], which needs ${wanted}`,
    'Give as many numbers as the product of the sizes in the shape.',
  );
}

const TENSOR_HINT = 'Give { shape, data }; for a tf.Tensor that is { shape: tensor.shape, data: tensor.dataSync() }.';

function isTensor(value: unknown): value is { readonly shape: readonly number[] } {
  return typeof (value as { dataSync?: unknown } | null | undefined)?.dataSync === 'function';
}

/** What was given instead of `{ shape, data }`, and how it becomes that. */
function notShaped(given: unknown, what: string): EngineError {
  const [received, hint] = describe(given);
  return new EngineError(
    'engine/invalid-options',
    `${what}: received ${received}. Allowed: { shape, data }, the sizes and the numbers in row-major order. ${hint}`,
  );
}

function describe(given: unknown): [received: string, hint: string] {
  if (isTensor(given)) {
    return [
      `a tf.Tensor of shape [${given.shape.join(', ')}]`,
      'Give { shape: tensor.shape, data: tensor.dataSync() }.',
    ];
  }
  if (ArrayBuffer.isView(given)) {
    const { length = 0 } = given as { readonly length?: number };
    return [`${nameOf(given)} of ${length} elements without a shape`, `Give { shape: [${length}], data: numbers }.`];
  }
  if (!Array.isArray(given)) return [nameOf(given), TENSOR_HINT];
  if (given.some(isHostArray)) return ['a list of tensors', 'Give each tensor by itself.'];
  const sizes = sizesOf(given);
  if (!sizes) {
    return ['nested arrays of different lengths', 'Give rows of one length: pad the short ones or cut the long ones.'];
  }
  const data = sizes.length > 1 ? 'rows.flat(Infinity)' : 'numbers';
  return [
    sizes.length > 1 ? `nested arrays of the sizes [${sizes.join(', ')}]` : `an array of ${given.length} elements`,
    `Give { shape: [${sizes.join(', ')}], data: ${data} }.`,
  ];
}

/** The sizes of nested arrays; undefined where rows are of different lengths. */
function sizesOf(rows: readonly unknown[]): number[] | undefined {
  const inner = rows.map((row) =>
    Array.isArray(row) || ArrayBuffer.isView(row) ? sizesOf(Array.from(row as [])) : [],
  );
  const [first] = inner;
  const isEven = inner.every((sizes) => sizes !== undefined && String(sizes) === String(first));
  return isEven ? [rows.length, ...(first ?? [])] : undefined;
}

function numbersOf(data: unknown, what: string): NumberArray {
  // A Buffer's own methods are others than those of a typed array.
  if (Buffer.isBuffer(data)) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  if (ArrayBuffer.isView(data) && NUMBERS.has(typedName(data))) return data as NumberArray;
  if (!Array.isArray(data)) {
    const hint =
      ArrayBuffer.isView(data) || isBuffer(data)
        ? 'View its bytes as numbers, new Float32Array(…) for example.'
        : TENSOR_HINT;
    throw refused(what, `data that is ${nameOf(data)}`, hint);
  }
  const numbers = new Float64Array(data.length);
  for (let place = 0; place < numbers.length; place++) {
    const value: unknown = data[place];
    if (typeof value !== 'number' && typeof value !== 'boolean') throw refusedElement(value, place, what);
    numbers[place] = Number(value);
  }
  return numbers;
}

function refusedElement(value: unknown, place: number, what: string): EngineError {
  return refused(
    what,
    `${nameOf(value)} at place ${place} of data`,
    Array.isArray(value) || ArrayBuffer.isView(value)
      ? 'Give a flat array: data.flat(Infinity), with the sizes in shape.'
      : Number.isNaN(Number(value))
        ? 'Give numbers: classes are numbered from 0, in the order of the output’s units.'
        : 'Give numbers: Number(…) reads them from text.',
  );
}

function refused(what: string, received: string, hint: string): EngineError {
  return new EngineError(
    'engine/invalid-options',
    `${what}: received ${received}. Allowed: a typed array, or a flat array of numbers or booleans. ${hint}`,
  );
}

function typedName(data: ArrayBufferView): string {
  return (data as unknown as Record<typeof Symbol.toStringTag, string>)[Symbol.toStringTag];
}

function isBuffer(data: unknown): boolean {
  return /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(data));
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 20))}`;
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'a function' : String(value);
  if (Array.isArray(value)) return 'an array';
  const name = value.constructor?.name ?? 'bare object';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}
