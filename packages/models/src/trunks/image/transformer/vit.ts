import { classToken, patchEmbedding, positionalEmbedding, tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';
import { encoded } from './encoder.ts';

const PATCH = 16;
const FEATURES = 192;
const HEADS = 3;

/** ViT-Ti/16 (Touvron et al., 2021, "DeiT-tiny"): its features are those of the class token. */
export const vitTiny: Architecture<SpecOf<'vit-tiny'>> = {
  trunk(input, { dropout, stochasticDepth }, seed) {
    const initial = initializers(seed);
    const tokens = chain(input, [
      patchEmbedding({
        name: 'patches',
        patchSize: PATCH,
        outputDim: FEATURES,
        kernelInitializer: initial.glorotUniform('patches'),
      }),
      classToken({ name: 'class_token' }),
      positionalEmbedding({ name: 'positions', embeddingsInitializer: initial.truncatedNormal('positions') }),
    ]);
    const encoder = { blocks: 12, heads: HEADS, units: 4 * FEATURES, epsilon: 1e-6, useBias: true, stochasticDepth };
    const [, positions = 0] = tokens.shape as number[];
    return chain(encoded(tokens, encoder, initial), [
      tf.layers.reshape({ name: 'tokens', targetShape: [positions, FEATURES, 1] }),
      tf.layers.cropping2D({
        name: 'first_token',
        cropping: [
          [0, positions - 1],
          [0, 0],
        ],
      }),
      tf.layers.flatten({ name: 'features' }),
      ...dropoutOf(dropout),
    ]);
  },
  reference: 'Dosovitskiy et al. 2021, An image is worth 16x16 words, arXiv:2010.11929; Touvron et al. 2021, DeiT',
  // timm's vit_tiny_patch16_224.
  ...forImageNet(5_717_416),
};
