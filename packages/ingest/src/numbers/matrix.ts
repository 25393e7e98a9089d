import { MATRIX_WASM } from '../generated/matrix.ts';
import { instancesOf, type WasmInstance } from './wasm-instance.ts';

/** Numbers row by row, `[rows, length]`; the length of a row is a multiple of 4. */
export interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly length: number;
}

interface Products extends WasmInstance {
  dotProducts(...sizesAndAddresses: number[]): void;
  weightedSums(...sizesAndAddresses: number[]): void;
}

const FLOAT = 4;
const instanceWith = instancesOf(MATRIX_WASM);

/** Zeros. @param length is brought to a multiple of 4 */
export function zeros(rows: number, length: number): Matrix {
  const padded = Math.ceil(length / 4) * 4;
  return { values: new Float32Array(rows * padded), rows, length: padded };
}

/** One row, a view. */
export function rowOf({ values, length }: Matrix, row: number): Float32Array {
  return values.subarray(row * length, (row + 1) * length);
}

/** The products of every row of one matrix with every row of the other: `[left.rows, right.rows]`. */
export function dotProducts(left: Matrix, right: Matrix): Float32Array {
  const target = left.values.length + right.values.length;
  const count = left.rows * right.rows;
  const wasm = instanceWith((target + count) * FLOAT) as Products;
  const floats = new Float32Array(wasm.memory.buffer);
  floats.set(left.values);
  floats.set(right.values, left.values.length);
  wasm.dotProducts(0, left.rows, left.values.length * FLOAT, right.rows, left.length, target * FLOAT);
  return floats.slice(target, target + count);
}

/** The sums of the rows of a matrix, weighted by each column of `weights`, `[rows, columns]`: `[columns, length]`. */
export function weightedSums(weights: Float32Array, matrix: Matrix): Float32Array {
  const columns = weights.length / matrix.rows;
  const at = weights.length;
  const target = at + matrix.values.length;
  const count = columns * matrix.length;
  const wasm = instanceWith((target + count) * FLOAT) as Products;
  const floats = new Float32Array(wasm.memory.buffer);
  floats.set(weights);
  floats.set(matrix.values, at);
  wasm.weightedSums(0, columns, at * FLOAT, matrix.rows, matrix.length, target * FLOAT);
  return floats.slice(target, target + count);
}
