import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { ScoredAttention, type ScoredAttentionOptions } from './scored-attention.ts';

/**
 * Attention by a sum (Bahdanau et al., 2015), Keras' `AdditiveAttention`: the score of a query and a key is the sum of
 * scale · tanh(query + key). Inputs and masks are those of {@link attention}.
 *
 * @example
 * const [queries, values] = [tf.input({ shape: [5, 8] }), tf.input({ shape: [7, 8] })];
 * additiveAttention().apply([queries, values]); // [batch, 5, 8]
 */
export function additiveAttention(options: ScoredAttentionOptions = {}): tf.layers.Layer {
  return keeping(new AdditiveAttention(options), options);
}

class AdditiveAttention extends ScoredAttention {
  static className = 'AdditiveAttention';
  #scale: tf.LayerVariable | undefined;

  constructor({ useScale = true, ...options }: ScoredAttentionOptions) {
    super({ ...options, useScale });
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [[, , features = null]] = this.requireShapes(inputShape);
    const uniform = tf.initializers.glorotUniform({});
    if (this.useScale) this.#scale = this.addWeight('scale', [features], 'float32', uniform);
    this.built = true;
  }

  protected override score(query: tf.Tensor, key: tf.Tensor): tf.Tensor {
    const terms = tf.tanh(query.expandDims(2).add(key.expandDims(1)));
    return (this.#scale ? terms.mul(this.#scale.read()) : terms).sum(-1);
  }
}

tf.serialization.registerClass(AdditiveAttention);
