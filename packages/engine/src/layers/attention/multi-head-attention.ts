import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { KernelLayer, type KernelOptions, project } from '../core/kernel-layer.ts';
import {
  type Attending,
  type AttentionLayer,
  type AttentionOptions,
  callEagerly,
  causalMask,
  maskOfQueries,
  weighted,
} from './attending.ts';

export interface MultiHeadAttentionOptions extends AttentionOptions, Omit<KernelOptions, 'activation'> {
  numHeads: number;
  /** The length of a head's queries and keys. */
  keyDim: number;
  /** The length of a head's values; `keyDim` by default. */
  valueDim?: number | null;
  /** Of each position; the features of the queries by default. */
  outputShape?: number | number[] | null;
}

/**
 * Attention of several heads (Vaswani et al., 2017), Keras' `MultiHeadAttention`: of one input `[batch, positions,
 * features]` to itself, or of `[queries, values]` or `[queries, values, keys]`. The output has the positions of the
 * queries. A mask of queries, values or keys leaves their positions out; that of the queries is passed on.
 *
 * @example
 * const tokens = tf.input({ shape: [64, 192] });
 * multiHeadAttention({ numHeads: 3, keyDim: 64 }).apply(tokens);
 *
 * @throws EngineError `engine/invalid-options` for sizes that are not positive integers, and for inputs of other shapes
 */
export function multiHeadAttention(options: MultiHeadAttentionOptions): tf.layers.Layer {
  return keeping(new MultiHeadAttention(options), options);
}

/** In Keras' order of weights. */
type Part = 'query' | 'key' | 'value' | 'attention_output';

class MultiHeadAttention extends KernelLayer implements AttentionLayer {
  static className = 'MultiHeadAttention';
  dropout: number;
  readonly #useCausalMask: boolean;
  readonly #numHeads: number;
  readonly #keyDim: number;
  readonly #valueDim: number;
  readonly #outputShape: number[] | undefined;
  readonly #weights = new Map<Part, { kernel: tf.LayerVariable; bias: tf.LayerVariable | undefined }>();

  constructor(options: MultiHeadAttentionOptions) {
    super(options);
    const { numHeads, keyDim, valueDim, outputShape, dropout = 0, useCausalMask = false } = options;
    this.#numHeads = this.#size('numHeads', numHeads);
    this.#keyDim = this.#size('keyDim', keyDim);
    this.#valueDim = this.#size('valueDim', valueDim ?? keyDim);
    this.#outputShape = outputShape ? [outputShape].flat().map((size) => this.#size('outputShape', size)) : undefined;
    this.dropout = dropout;
    this.#useCausalMask = useCausalMask;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [query, value, key] = this.#shapesOf(inputShape);
    const heads = this.#numHeads;
    this.#addProjection('query', [query.at(-1)], [heads, this.#keyDim]);
    this.#addProjection('key', [key.at(-1)], [heads, this.#keyDim]);
    this.#addProjection('value', [value.at(-1)], [heads, this.#valueDim]);
    this.#addProjection('attention_output', [heads, this.#valueDim], this.#outputShape ?? [query.at(-1)]);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [query] = this.#shapesOf(inputShape);
    return [...query.slice(0, -1), ...(this.#outputShape ?? query.slice(-1))];
  }

  override computeMask(_: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return maskOfQueries(mask);
  }

  override call(...given: Parameters<tf.layers.Layer['call']>): tf.Tensor {
    return callEagerly(this, ...given);
  }

  attend([query, value = query, key = value]: tf.Tensor[], { masks, drop }: Attending): tf.Tensor {
    // The smaller factor of the product takes the scale.
    const queries = this.#heads('query', query as tf.Tensor, 1 / Math.sqrt(this.#keyDim));
    const keys = this.#heads('key', key as tf.Tensor);
    const values = this.#heads('value', value as tf.Tensor);
    const scores = tf.matMul(queries, keys, false, true);
    const [ofQueries, ofValues = value === query ? ofQueries : undefined, ofKeys] = masks;
    const attended = weighted(
      { scores, values },
      [
        ofQueries?.expandDims(1).expandDims(3),
        ofValues?.expandDims(1).expandDims(1),
        ofKeys?.expandDims(1).expandDims(1),
        this.#useCausalMask ? causalMask(scores) : undefined,
      ],
      drop,
    );
    return this.#project('attention_output', attended.transpose([0, 2, 1, 3]), 2);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { activation: _, ...config } = super.getConfig();
    return {
      ...config,
      numHeads: this.#numHeads,
      keyDim: this.#keyDim,
      valueDim: this.#valueDim,
      outputShape: this.#outputShape ?? null,
      dropout: this.dropout,
      useCausalMask: this.#useCausalMask,
    };
  }

  /** `[batch, positions, features]` → `[batch, heads, positions, size]` */
  #heads(part: Part, input: tf.Tensor, scale?: number): tf.Tensor {
    return this.#project(part, input, 1, scale).transpose([0, 2, 1, 3]);
  }

  #project(part: Part, input: tf.Tensor, axes: number, scale = 1): tf.Tensor {
    const { kernel, bias } = this.#weights.get(part) as { kernel: tf.LayerVariable; bias?: tf.LayerVariable };
    const scaled = (weight: tf.LayerVariable): tf.Tensor => (scale === 1 ? weight.read() : weight.read().mul(scale));
    return project(input, { kernel: scaled(kernel), bias: bias && scaled(bias), axes });
  }

  #addProjection(part: Part, from: (number | null | undefined)[], to: (number | null | undefined)[]): void {
    const [input, output] = [from, to].map((sizes) =>
      sizes.map((size) => this.#size('the last size of each input', size)),
    );
    const product = (sizes: number[] = []): number => sizes.reduce((all, size) => all * size, 1);
    const kernel = this.addKernel(`${part}/kernel`, [...(input ?? []), ...(output ?? [])], {
      inputs: product(input),
      outputs: product(output),
      of: part,
    });
    this.#weights.set(part, { kernel, bias: this.useBias ? this.addBias(`${part}/bias`, output ?? []) : undefined });
  }

  #shapesOf(inputShape: tf.Shape | tf.Shape[]): [query: tf.Shape, value: tf.Shape, key: tf.Shape] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    const [query, value = query, key = value] = shapes as [tf.Shape, tf.Shape?, tf.Shape?];
    const all = [query, value, key];
    if (shapes.length > 3 || all.some(({ length }) => length !== 3) || value[1] !== key[1]) {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${this.name}" (MultiHeadAttention) was given ${shapes.map(printed).join(', ')}. Allowed: one ` +
          'input [batch, positions, features], or [queries, values], or [queries, values, keys] with as many keys as ' +
          'values.',
      );
    }
    return [query, value, key];
  }

  #size(what: string, size: unknown): number {
    if (typeof size === 'number' && Number.isInteger(size) && size > 0) return size;
    throw new EngineError(
      'engine/invalid-options',
      `The layer "${this.name}" (MultiHeadAttention) was given ${what} ${String(size)}. Allowed: positive integers.`,
    );
  }
}

function printed(shape: tf.Shape): string {
  return `[${shape.map(String).join(', ')}]`;
}

tf.serialization.registerClass(MultiHeadAttention);
