import type { tf } from '../tensorflow.ts';

/** The mean over all axes but the first: `[batch, …]` → `[batch]`. */
export function meanOfSample(values: tf.Tensor): tf.Tensor {
  return values.rank > 1 ? values.reshape([values.shape[0] ?? 0, -1]).mean(-1) : values;
}

/** The mean over the axes from `rank` on: `[batch, …, size]` → `[batch, …]`. */
export function meanBeyond(values: tf.Tensor, rank: number): tf.Tensor {
  return values.rank > rank ? values.mean([...values.shape.keys()].slice(rank)) : values;
}
