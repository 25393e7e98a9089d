import type { tf } from '../tensorflow.ts';

/** The mean over all axes but the first: `[batch, …]` → `[batch]`. */
export function meanOfSample(values: tf.Tensor): tf.Tensor {
  return values.rank > 1 ? values.reshape([values.shape[0] ?? 0, -1]).mean(-1) : values;
}

/** The mean over the last axis, but for that of the batch: `[batch, …, size]` → `[batch, …]`. */
export function meanOfRow(values: tf.Tensor): tf.Tensor {
  if (values.rank < 2) return values;
  return values.shape.at(-1) === 1 ? values.reshape(values.shape.slice(0, -1)) : values.mean(-1);
}
