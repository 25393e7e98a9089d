import { deriveSeed } from '@sightline/contracts';
import { tf } from '@sightline/engine';

/** Initial weights that depend on the seed and the layer's name alone. */
export interface Initializers {
  /** Before a ReLU (He et al., 2015). */
  heNormal(layer: string): ReturnType<typeof tf.initializers.heNormal>;
  /** Before a softmax, a sigmoid or nothing (Glorot and Bengio, 2010). `of` tells the kernels of one layer apart. */
  glorotUniform(layer: string, ...of: string[]): ReturnType<typeof tf.initializers.glorotUniform>;
  /** With a standard deviation of 0.02, of embeddings (Devlin et al., 2019). */
  truncatedNormal(layer: string): ReturnType<typeof tf.initializers.truncatedNormal>;
}

export function initializers(seed: number): Initializers {
  return {
    heNormal: (layer) => tf.initializers.heNormal({ seed: deriveSeed(seed, 'initial', layer) }),
    glorotUniform: (layer, ...of: string[]) =>
      tf.initializers.glorotUniform({ seed: deriveSeed(seed, 'initial', layer, ...of) }),
    truncatedNormal: (layer) =>
      tf.initializers.truncatedNormal({ stddev: 0.02, seed: deriveSeed(seed, 'initial', layer) }),
  };
}
