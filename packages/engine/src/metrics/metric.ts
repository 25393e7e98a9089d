import type { MetricSpec } from '@sightline/contracts';
import type { tf } from '../tensorflow.ts';

/** What a metric keeps: sums over samples, by its own names. */
export type Sums = Readonly<Record<string, ArrayLike<number>>>;

/** A batch as a metric sees it: targets and predictions `[batch, …]`. */
export interface Judged {
  readonly targets: tf.Tensor;
  readonly predictions: tf.Tensor;
  /**
   * `[batch]` where samples count differently, `[batch, …]`, as the predictions without their
   * last axis, where positions do.
   */
  readonly weights?: tf.Tensor | undefined;
  /**
   * float32, 0 where a position is masked, else 1, `[batch, …]` like weights of positions. As in Keras, metrics that
   * are means leave masked ones out.
   */
  readonly mask?: tf.Tensor | undefined;
}

/**
 * A figure of any number of samples, as sums that are computed in the step and the figure that they make.
 * The sums of several batches add up to those of all their samples, so the figure of an epoch is exact, not
 * a mean of the batches' figures.
 */
export interface Metric {
  sums(judged: Judged): Record<string, tf.Tensor>;
  result(sums: Sums): number;
}

/** A figure of each sample, `[batch]` (or of each position, `[batch, …]`), whose mean is the metric. */
export type Figure = (targets: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** Makes each metric from its settings. */
export type MetricFactories<Kind extends MetricSpec['kind']> = {
  [Each in Kind]: (spec: Extract<MetricSpec, { kind: Each }>) => Metric;
};

/** The one number of a sum that is a scalar. */
export function scalarOf(sums: Sums, name: string): number {
  return sums[name]?.[0] ?? Number.NaN;
}

/** a / b, and 0 where nothing was counted, as in Keras. */
export function divideNoNan(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
