import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import {
  type Attending,
  type AttentionLayer,
  type AttentionOptions,
  callEagerly,
  causalMask,
  maskOfQueries,
  weighted,
} from './attending.ts';

export interface ScoredAttentionOptions extends AttentionOptions {
  /** Whether the scores have a trained scale. */
  useScale?: boolean;
}

/** Attention of `[queries, values]` or `[queries, values, keys]`, by a score of each query and key. */
export abstract class ScoredAttention extends tf.layers.Layer implements AttentionLayer {
  dropout: number;
  readonly useScale: boolean;
  readonly #useCausalMask: boolean;
  readonly #returnAttentionScores: boolean;

  constructor(options: ScoredAttentionOptions) {
    const { dropout = 0, useCausalMask = false, useScale = false, returnAttentionScores = false, ...others } = options;
    super(others);
    this.dropout = dropout;
    this.useScale = useScale;
    this.#useCausalMask = useCausalMask;
    this.#returnAttentionScores = returnAttentionScores;
    this.supportsMasking = true;
  }

  /** `[batch, queries, features]` and `[batch, keys, features]` → `[batch, queries, keys]` */
  protected abstract score(query: tf.Tensor, key: tf.Tensor): tf.Tensor;

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const [query, value] = this.requireShapes(inputShape);
    const attended = [...query.slice(0, -1), ...value.slice(-1)];
    return this.#returnAttentionScores ? [attended, [...query.slice(0, -1), ...value.slice(1, 2)]] : attended;
  }

  override computeMask(_: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return maskOfQueries(mask, this.#returnAttentionScores);
  }

  override call(...given: Parameters<tf.layers.Layer['call']>): tf.Tensor | tf.Tensor[] {
    return callEagerly(this, ...given);
  }

  attend([query, value, key = value]: tf.Tensor[], { masks, drop }: Attending): tf.Tensor | tf.Tensor[] {
    const scores = this.score(query as tf.Tensor, key as tf.Tensor);
    const [ofQueries, ofValues] = masks;
    const counted = [ofValues?.expandDims(1), this.#useCausalMask ? causalMask(scores) : undefined];
    const { attended, dropped } = weighted({ scores, values: value as tf.Tensor }, counted, drop);
    const output = ofQueries ? attended.mul(ofQueries.toFloat().expandDims(-1)) : attended;
    return this.#returnAttentionScores ? [output, dropped] : output;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { dropout, useScale } = this;
    return {
      ...super.getConfig(),
      dropout,
      useScale,
      useCausalMask: this.#useCausalMask,
      returnAttentionScores: this.#returnAttentionScores,
    };
  }

  protected requireShapes(inputShape: tf.Shape | tf.Shape[]): [query: tf.Shape, value: tf.Shape] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    if ((shapes.length === 2 || shapes.length === 3) && shapes.every(({ length }) => length === 3)) {
      return [shapes[0] as tf.Shape, shapes[1] as tf.Shape];
    }
    throw new EngineError(
      'engine/invalid-options',
      `The layer "${this.name}" (${this.getClassName()}) was given ` +
        `${shapes.map((shape) => `[${shape.map(String).join(', ')}]`).join(', ')}. Allowed: [queries, values] or ` +
        '[queries, values, keys], each [batch, positions, features].',
    );
  }
}
