import { type Matrix, rowOf, zeros } from './matrix.ts';

/** Keeps features that hardly vary from being blown up. */
const LEAST_DEVIATION = 1e-3;

/** The mean and the standard deviation of each feature. */
export interface Scaler {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** Measures the features of a matrix, `[n, features]`. */
export function scalerOf(features: Matrix): Scaler {
  const { rows, length } = features;
  const [sums, squares] = [new Float64Array(length), new Float64Array(length)];
  for (let row = 0; row < rows; row++) {
    for (const [index, value] of rowOf(features, row).entries()) {
      sums[index] = (sums[index] as number) + value;
      squares[index] = (squares[index] as number) + value * value;
    }
  }
  const means = sums.map((sum) => sum / rows);
  const variance = (square: number, mean: number) => Math.max(square / rows - mean * mean, 0);
  return { means, deviations: squares.map((square, index) => Math.sqrt(variance(square, means[index] as number))) };
}

/** Brings features to mean 0 and deviation 1 and adds a last one, which is 1: what a model's bias is multiplied by. */
export function standardised(features: Matrix, { means, deviations }: Scaler): Matrix {
  const standard = zeros(features.rows, features.length + 1);
  for (let row = 0; row < features.rows; row++) {
    const target = rowOf(standard, row);
    for (const [index, value] of rowOf(features, row).entries())
      target[index] = (value - (means[index] as number)) / ((deviations[index] as number) + LEAST_DEVIATION);
    target[standard.length - 1] = 1;
  }
  return standard;
}
