import { Z_95 } from '../statistics/standard-normal.ts';
import { sum } from '../statistics/sum.ts';

/** Of one value over some samples. */
export interface RegressionMetrics {
  readonly meanAbsoluteError: number;
  /** 95 % confidence interval of the mean, from the standard error. */
  readonly meanAbsoluteErrorInterval: [number, number];
  readonly medianAbsoluteError: number;
  readonly rootMeanSquaredError: number;
  /** Coefficient of determination; null where all actual values are the same. */
  readonly r2: number | null;
}

/**
 * Errors of predictions, as scikit-learn defines them.
 *
 * @param actual the annotated values; `predicted` as many, in the same order and unit
 */
export function regressionMetrics(actual: readonly number[], predicted: readonly number[]): RegressionMetrics {
  const count = actual.length;
  const errors = actual.map((value, row) => Math.abs((predicted[row] as number) - value));
  const squares = sum(errors.map((error) => error ** 2));
  const meanActual = sum(actual) / count;
  const spread = sum(actual.map((value) => (value - meanActual) ** 2));
  const mean = sum(errors) / count;
  const half =
    (Z_95 * Math.sqrt(sum(errors.map((error) => (error - mean) ** 2)) / Math.max(1, count - 1))) / Math.sqrt(count);
  return {
    meanAbsoluteError: mean,
    meanAbsoluteErrorInterval: [Math.max(0, mean - half), mean + half],
    medianAbsoluteError: median(errors),
    rootMeanSquaredError: Math.sqrt(squares / count),
    r2: spread === 0 ? null : 1 - squares / spread,
  };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
