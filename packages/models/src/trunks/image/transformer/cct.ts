import { positionalEmbedding, tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf, layerBuilder } from '../../../layers/layer-builder.ts';
import { weightedMean } from '../../../layers/weighted-mean.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forCifar10 } from '../published-for.ts';
import { encoded } from './encoder.ts';

const FEATURES = 256;

/** CCT-7/3×1: a convolution makes the tokens, and a mean weighted by a score of each stands for all of them. */
export const cct7: Architecture<SpecOf<'cct-7'>> = {
  trunk(input, { dropout, stochasticDepth }, seed) {
    const [initial, layers] = [initializers(seed), layerBuilder(seed)];
    const convolved = layers.convolution(input, 'tokenizer', { filters: FEATURES, kernelSize: 3 });
    const maps = chain(layers.relu(convolved, 'tokenizer_relu'), [
      tf.layers.maxPooling2d({ name: 'tokenizer_pool', poolSize: 3, strides: 2, padding: 'same' }),
    ]);
    const [, height = 0, width = 0] = maps.shape as number[];
    const tokens = chain(maps, [
      tf.layers.reshape({ name: 'tokens', targetShape: [height * width, FEATURES] }),
      positionalEmbedding({ name: 'positions', embeddingsInitializer: initial.truncatedNormal('positions') }),
    ]);
    const encoder = { blocks: 7, heads: 4, units: 2 * FEATURES, epsilon: 1e-5, useBias: false, stochasticDepth };
    const sequence = encoded(tokens, encoder, initial);
    const scores = tf.layers.dense({ name: 'score', units: 1, kernelInitializer: initial.glorotUniform('score') });
    return chain(weightedMean(sequence, scores.apply(sequence) as tf.SymbolicTensor, 'pooling'), dropoutOf(dropout));
  },
  reference: 'Hassani et al. 2021, Escaping the big data paradigm with compact transformers, arXiv:2104.05704',
  // 3.76 M in the paper, whose code has biases (1,792) after its attentions alone.
  ...forCifar10(3_758_347),
};
