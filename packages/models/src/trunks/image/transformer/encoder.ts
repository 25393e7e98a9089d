import { multiHeadAttention, stochasticDepth, tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import type { Initializers } from '../../../layers/initializers.ts';

type Tensor = tf.SymbolicTensor;

export interface Encoder {
  readonly blocks: number;
  readonly heads: number;
  /** Units between the two dense layers of a block. */
  readonly units: number;
  readonly epsilon: number;
  /** Whether the attention has biases. */
  readonly useBias: boolean;
  /** That of the last block; it grows with the depth. */
  readonly stochasticDepth: number;
}

/**
 * Blocks of attention and of two dense layers, each on a normalised input and added to it (Dosovitskiy et al., 2021),
 * and a last normalisation: `[batch, positions, features]`.
 */
export function encoded(tokens: Tensor, encoder: Encoder, { glorotUniform }: Initializers): Tensor {
  const { blocks, heads, units, epsilon, useBias } = encoder;
  const features = tokens.shape.at(-1) as number;
  const normalized = (name: string) => tf.layers.layerNormalization({ name, epsilon });
  const dense = (name: string, size: number, activation?: 'gelu') =>
    tf.layers.dense({ name, units: size, ...(activation && { activation }), kernelInitializer: glorotUniform(name) });
  let x = tokens;
  for (let block = 0; block < blocks; block++) {
    const name = `block${block + 1}`;
    const rate = (encoder.stochasticDepth * block) / (blocks - 1);
    const added = (residual: Tensor, part: string): Tensor => {
      const kept = rate > 0 ? chain(residual, [stochasticDepth({ name: `${name}_${part}_depth`, rate })]) : residual;
      return tf.layers.add({ name: `${name}_${part}_add` }).apply([x, kept]) as Tensor;
    };
    const attention = multiHeadAttention({
      name: `${name}_attention`,
      numHeads: heads,
      keyDim: features / heads,
      useBias,
      kernelInitializer: glorotUniform(`${name}_attention`),
    });
    x = added(chain(x, [normalized(`${name}_norm1`), attention]), 'attention');
    const perceptron = [dense(`${name}_dense1`, units, 'gelu'), dense(`${name}_dense2`, features)];
    x = added(chain(x, [normalized(`${name}_norm2`), ...perceptron]), 'dense');
  }
  return chain(x, [normalized('norm')]);
}
