import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { requireCount } from '../checks/whole-numbers.ts';
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
import { type AttentionAxes, attentionAxes } from './attention-axes.ts';

export interface MultiHeadAttentionOptions extends AttentionOptions, Omit<KernelOptions, 'activation'> {
  numHeads: number;
  /** The length of a head's queries and keys. */
  keyDim: number;
  /** The length of a head's values; `keyDim` by default. */
  valueDim?: number | null;
  /** Of each position; the features of the queries by default. */
  outputShape?: number | number[] | null;
  /** The axes of the inputs whose places attend to each other; all between batch and features by default. */
  attentionAxes?: number | number[] | null;
  /**
   * Whether the last input is a mask `[batch, queries, keys]`: where it is 0, a query does not attend to a key. Of
   * several attended axes, `[batch, …queries, …keys]`. False by default.
   */
  useAttentionMask?: boolean;
}

/**
 * Attention of several heads (Vaswani et al., 2017), Keras' `MultiHeadAttention`: of one input `[batch, positions,
 * features]`, or `[batch, height, width, features]` and the like, to itself, or of `[queries, values]` or `[queries,
 * values, keys]`. The output has the positions of the queries. A mask of queries, values or keys leaves their positions
 * out; that of the queries is passed on. With `returnAttentionScores` a second output has the weights, before dropout:
 * `[batch, heads, queries, keys]`.
 *
 * @example
 * const tokens = tf.input({ shape: [64, 192] });
 * multiHeadAttention({ numHeads: 3, keyDim: 64 }).apply(tokens);
 *
 * @throws EngineError `engine/invalid-options` for sizes that are not whole numbers of at least 1, and for inputs of
 *   other shapes
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
  readonly #useAttentionMask: boolean;
  readonly #returnAttentionScores: boolean;
  readonly #numHeads: number;
  readonly #keyDim: number;
  readonly #valueDim: number;
  readonly #outputShape: number[] | undefined;
  readonly #attentionAxes: number[] | undefined;
  readonly #weights = new Map<Part, { kernel: tf.LayerVariable; bias: tf.LayerVariable | undefined }>();

  constructor(options: MultiHeadAttentionOptions) {
    super(options);
    const { numHeads, keyDim, valueDim, outputShape, attentionAxes: axes, dropout = 0 } = options;
    this.#numHeads = requireCount(this, 'numHeads', numHeads);
    this.#keyDim = requireCount(this, 'keyDim', keyDim);
    this.#valueDim = requireCount(this, 'valueDim', valueDim ?? keyDim);
    this.#outputShape = outputShape
      ? [outputShape].flat().map((size) => requireCount(this, 'outputShape', size))
      : undefined;
    this.#attentionAxes = axes === undefined || axes === null ? undefined : [axes].flat();
    this.dropout = dropout;
    this.#useCausalMask = options.useCausalMask ?? false;
    this.#useAttentionMask = options.useAttentionMask ?? false;
    this.#returnAttentionScores = options.returnAttentionScores ?? false;
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

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const [query, value] = this.#shapesOf(inputShape);
    const attended = [...query.slice(0, -1), ...(this.#outputShape ?? query.slice(-1))];
    if (!this.#returnAttentionScores) return attended;
    const { others, attended: axes } = this.#axes(query.length);
    const sizes = (shape: tf.Shape, of: readonly number[]) => of.map((axis) => shape[axis] ?? null);
    const scores = [...sizes(query, [0, ...others]), this.#numHeads, ...sizes(query, axes), ...sizes(value, axes)];
    return [attended, scores];
  }

  override computeMask(_: tf.Tensor | tf.Tensor[], mask?: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return maskOfQueries(mask, this.#returnAttentionScores);
  }

  override call(...given: Parameters<tf.layers.Layer['call']>): tf.Tensor | tf.Tensor[] {
    return callEagerly(this, ...given);
  }

  attend(inputs: tf.Tensor[], { masks, drop }: Attending): tf.Tensor | tf.Tensor[] {
    const tensors = this.#useAttentionMask ? inputs.slice(0, -1) : inputs;
    const [query, value = query, key = value] = tensors as [tf.Tensor, tf.Tensor?, tf.Tensor?];
    const axes = this.#axes(query.rank);
    // The smaller factor of the product takes the scale.
    const queries = axes.apart(this.#project('query', query, 1, 1 / Math.sqrt(this.#keyDim)));
    const keys = axes.apart(this.#project('key', key, 1));
    const values = axes.apart(this.#project('value', value, 1));
    const scores = tf.matMul(queries, keys, false, true);
    const [ofQueries, ofValues = value === query ? ofQueries : undefined, ofKeys] = masks.slice(0, tensors.length);
    if (ofQueries || ofValues || ofKeys) this.#requirePositions(axes);
    const { attended, weights } = weighted(
      { scores, values },
      [
        ofQueries && axes.ofQueries(ofQueries),
        ofValues && axes.ofKeys(ofValues),
        ofKeys && axes.ofKeys(ofKeys),
        this.#useCausalMask ? causalMask(scores) : undefined,
        this.#useAttentionMask ? axes.ofPairs(inputs.at(-1) as tf.Tensor, scores) : undefined,
      ],
      drop,
    );
    const output = this.#project('attention_output', axes.together(attended, query), 2);
    return this.#returnAttentionScores ? [output, axes.scores(weights, { query, value })] : output;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { activation: _, ...config } = super.getConfig();
    return {
      ...config,
      numHeads: this.#numHeads,
      keyDim: this.#keyDim,
      valueDim: this.#valueDim,
      outputShape: this.#outputShape ?? null,
      attentionAxes: this.#attentionAxes ?? null,
      dropout: this.dropout,
      useCausalMask: this.#useCausalMask,
      useAttentionMask: this.#useAttentionMask,
      returnAttentionScores: this.#returnAttentionScores,
    };
  }

  #axes(rank: number): AttentionAxes {
    return attentionAxes(this, rank, this.#attentionAxes);
  }

  #project(part: Part, input: tf.Tensor, axes: number, scale = 1): tf.Tensor {
    const { kernel, bias } = this.#weights.get(part) as { kernel: tf.LayerVariable; bias?: tf.LayerVariable };
    const scaled = (weight: tf.LayerVariable): tf.Tensor => (scale === 1 ? weight.read() : weight.read().mul(scale));
    return project(input, { kernel: scaled(kernel), bias: bias && scaled(bias), axes });
  }

  #addProjection(part: Part, from: (number | null | undefined)[], to: (number | null | undefined)[]): void {
    const [input, output] = [from, to].map((sizes) =>
      sizes.map((size) => requireCount(this, 'the last size of each input', size)),
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
    const given = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as tf.Shape[];
    const shapes = this.#useAttentionMask ? given.slice(0, -1) : given;
    const [query = [], value = query, key = value] = shapes;
    const rank = query.length;
    const axes = rank < 3 ? undefined : this.#axes(rank);
    const areAlike = [value, key].every(
      (shape) => shape.length === rank && axes?.others.every((axis) => shape[axis] === query[axis]),
    );
    if (!axes || shapes.length > 3 || !areAlike || axes.attended.some((axis) => value[axis] !== key[axis])) {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${this.name}" (MultiHeadAttention) was given ${given.map(printed).join(', ')}. Allowed: one ` +
          'input [batch, positions, features], or [queries, values], or [queries, values, keys] with as many keys as ' +
          `values${this.#useAttentionMask ? ', then a mask [batch, queries, keys]' : ''}.`,
      );
    }
    if (this.#useCausalMask) this.#requirePositions(axes);
    return [query, value, key];
  }

  /** @throws EngineError `engine/invalid-options` where masks would be of other axes than that of positions */
  #requirePositions({ attended }: AttentionAxes): void {
    if (attended.length === 1 && attended[0] === 1) return;
    throw new EngineError(
      'engine/invalid-options',
      `The layer "${this.name}" (MultiHeadAttention) attends to axes ${attended.join(', ')}. Masks of positions and ` +
        'useCausalMask are for axis 1 alone; give a mask of queries and keys (useAttentionMask).',
    );
  }
}

function printed(shape: tf.Shape): string {
  return `[${shape.map(String).join(', ')}]`;
}

tf.serialization.registerClass(MultiHeadAttention);
