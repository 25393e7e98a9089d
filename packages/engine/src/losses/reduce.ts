import type { tf } from '../tensorflow.ts';

/** The mean over all axes but the first: `[batch, …]` → `[batch]`. */
export function meanOfSample(values: tf.Tensor): tf.Tensor {
  return values.rank > 1 ? flattened(values).mean(-1) : values;
}

/** `[batch, …]` → `[batch, everything else]`. */
export function flattened(values: tf.Tensor): tf.Tensor {
  return values.reshape([values.shape[0] ?? 0, -1]);
}
