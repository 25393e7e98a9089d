import type { ElementType, TensorSpec } from '@sightline/contracts';

/** The values of a tensor, row by row; truth values are 0 and 1. */
export type TensorValues = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export interface TensorData {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: TensorValues;
}

/** A model's inputs or outputs. */
export type NamedTensors = Readonly<Record<string, TensorData>>;

/** What holds the values of each type. */
export const ARRAYS = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<ElementType, unknown>;

/** How many values a tensor of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** As messages say it: `float32 [batch, 28, ?, 1]`. */
export function formatSpec({ dtype, shape }: Pick<TensorSpec, 'dtype' | 'shape'>): string {
  return `${dtype} [${['batch', ...shape.map((size) => size ?? '?')].join(', ')}]`;
}
