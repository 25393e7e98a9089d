import type { DataType, TensorData } from '@sightline/engine';

/** A tensor whose values the exporter knows: a weight, a constant, or what follows from them alone. */
export interface KnownTensor {
  readonly name: string;
  readonly dtype: DataType | 'int64';
  readonly shape: readonly number[];
  readonly data: TensorData | BigInt64Array;
}

/** Numbers as the elements of a tensor of a type. */
export function dataOf(dtype: KnownTensor['dtype'], numbers: readonly number[]): KnownTensor['data'] {
  if (dtype === 'int64') return BigInt64Array.from(numbers, BigInt);
  if (dtype === 'int32') return Int32Array.from(numbers);
  return dtype === 'bool' ? Uint8Array.from(numbers) : Float32Array.from(numbers);
}
