import { EngineError } from '../../errors.ts';
import type { tf } from '../../tensorflow.ts';

/**
 * Which axes of `[batch, …, features]` are attended, and where they are while attention is computed: `[batch, …others,
 * heads, positions, size]`, the positions those of all attended axes, row by row.
 */
export interface AttentionAxes {
  readonly attended: readonly number[];
  /** The axes between batch and features whose places do not attend to each other. */
  readonly others: readonly number[];
  /** `[batch, …, heads, size]` → `[batch, …others, heads, positions, size]` */
  apart(projected: tf.Tensor): tf.Tensor;
  /** The way back; `like` is a tensor of the inputs' rank with the sizes of the axes. */
  together(attended: tf.Tensor, like: tf.Tensor): tf.Tensor;
  /** `[batch, …others, heads, queries, keys]` with the sizes of the attended axes again. */
  scores(weights: tf.Tensor, like: { query: tf.Tensor; value: tf.Tensor }): tf.Tensor;
  /** A mask `[batch, queries]`, so that it broadcasts to scores. */
  ofQueries(mask: tf.Tensor): tf.Tensor;
  /** The same of `[batch, keys]`. */
  ofKeys(mask: tf.Tensor): tf.Tensor;
  /** The same of `[batch, …queries, …keys]`, which counts where it is not 0. */
  ofPairs(mask: tf.Tensor, scores: tf.Tensor): tf.Tensor;
}

/**
 * @param axes as in the settings; all between batch and features where there are none
 * @throws EngineError `engine/invalid-options` for axes that inputs of this rank have not
 */
export function attentionAxes(
  layer: tf.layers.Layer,
  rank: number,
  axes: readonly number[] | undefined,
): AttentionAxes {
  const between = Array.from({ length: rank - 2 }, (_, index) => index + 1);
  const attended = axes ?? between;
  if (attended.length === 0 || !attended.every((axis) => between.includes(axis))) {
    throw new EngineError(
      'engine/invalid-options',
      `The layer "${layer.name}" (${layer.getClassName()}) was given attentionAxes ${JSON.stringify(axes)} and an ` +
        `input of ${rank} axes. Allowed: those between batch and features, of ${between.join(', ')}.`,
    );
  }
  const others = between.filter((axis) => !attended.includes(axis));
  const order = [0, ...others, rank - 1, ...attended, rank];
  const back = order.map((_, axis) => order.indexOf(axis));
  const raised = (mask: tf.Tensor): tf.Tensor =>
    Array.from({ length: others.length + 1 }).reduce<tf.Tensor>((tensor) => tensor.expandDims(1), mask);
  return {
    attended,
    others,
    apart(projected) {
      const ordered = projected.transpose(order);
      if (attended.length === 1) return ordered;
      return ordered.reshape([...ordered.shape.slice(0, others.length + 2), -1, ordered.shape.at(-1) as number]);
    },
    together(result, { shape }) {
      const sizes = attended.map((axis) => shape[axis] as number);
      const [outer, size] = [result.shape.slice(0, others.length + 2), result.shape.at(-1) as number];
      const parted = attended.length === 1 ? result : result.reshape([...outer, ...sizes, size]);
      return parted.transpose(back);
    },
    scores(weights, { query, value }) {
      if (attended.length === 1) return weights;
      const sizes = [query, value].flatMap(({ shape }) => attended.map((axis) => shape[axis] as number));
      return weights.reshape([...weights.shape.slice(0, others.length + 2), ...sizes]);
    },
    ofQueries: (mask) => raised(mask.expandDims(-1)),
    ofKeys: (mask) => raised(mask.expandDims(1)),
    ofPairs(mask, { shape }) {
      const pairs = attended.length === 1 ? mask : mask.reshape([-1, ...(shape.slice(-2) as [number, number])]);
      return raised(pairs.notEqual(0));
    },
  };
}
