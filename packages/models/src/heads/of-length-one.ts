import type { tf } from '@sightline/engine';

const SHORTEST = 1e-12;

/** Rows (`axis` -1) or columns (0) scaled to the length 1; those of zeros stay. */
export function ofLengthOne(values: tf.Tensor, axis: number): tf.Tensor {
  const squares = values
    .square()
    .sum(axis, true)
    .maximum(SHORTEST ** 2);
  return values.mul(squares.rsqrt());
}
