import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { ScoredAttention, type ScoredAttentionOptions } from './scored-attention.ts';

export interface DotAttentionOptions extends ScoredAttentionOptions {
  /** `'dot'`: the product of query and key; `'concat'`: the sum of tanh(query + key). Default: `'dot'`. */
  scoreMode?: 'dot' | 'concat';
}

/**
 * Attention without projections (Luong et al., 2015), Keras' `Attention`: of `[queries, values]` or `[queries, values,
 * keys]`, each `[batch, positions, features]`. Masked values count in nothing, masked queries become 0.
 *
 * @example
 * const [queries, values] = [tf.input({ shape: [5, 8] }), tf.input({ shape: [7, 8] })];
 * attention().apply([queries, values]); // [batch, 5, 8]
 */
export function attention(options: DotAttentionOptions = {}): tf.layers.Layer {
  return keeping(new Attention(options), options);
}

class Attention extends ScoredAttention {
  static className = 'Attention';
  readonly #scoreMode: 'dot' | 'concat';
  #scale: tf.LayerVariable | undefined;
  #concatWeight: tf.LayerVariable | undefined;

  constructor({ useScale = false, scoreMode = 'dot', ...options }: DotAttentionOptions) {
    super({ ...options, useScale });
    this.#scoreMode = scoreMode;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.requireShapes(inputShape);
    const ones = tf.initializers.ones();
    if (this.useScale) this.#scale = this.addWeight('scale', [], 'float32', ones);
    if (this.#scoreMode === 'concat') {
      this.#concatWeight = this.addWeight('concat_score_weight', [], 'float32', ones);
    }
    this.built = true;
  }

  protected override score(query: tf.Tensor, key: tf.Tensor): tf.Tensor {
    const scale = this.#scale?.read() ?? 1;
    if (!this.#concatWeight) return tf.matMul(query, key, false, true).mul(scale);
    const sums = query.expandDims(2).add(key.expandDims(1));
    return tf.tanh(sums.mul(scale)).sum(-1).mul(this.#concatWeight.read());
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), scoreMode: this.#scoreMode };
  }
}

tf.serialization.registerClass(Attention);
