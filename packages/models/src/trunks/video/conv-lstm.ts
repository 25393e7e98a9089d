import { tf } from '@sightline/engine';
import { chain } from '../../layers/chain.ts';
import { initializers } from '../../layers/initializers.ts';
import { pooled } from '../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../architecture.ts';

/**
 * LSTMs whose products are convolutions, so that their states are images: each gives all its outputs to the next, 2×2
 * max pooling of each frame between them; the last output of the last one, averaged over the image.
 */
export const convLstm: Architecture<SpecOf<'conv-lstm'>> = {
  trunk(input, { filters, kernelSize, dropout }, seed) {
    const { glorotUniform } = initializers(seed);
    const layers = filters.flatMap((channels, index) => {
      const name = `conv_lstm_${index + 1}`;
      const isLast = index === filters.length - 1;
      return [
        tf.layers.convLstm2d({
          name,
          filters: channels,
          kernelSize,
          padding: 'same',
          recurrentActivation: 'sigmoid',
          returnSequences: !isLast,
          kernelInitializer: glorotUniform(name),
          recurrentInitializer: glorotUniform(name, 'recurrent'),
        }),
        ...(isLast ? [] : [tf.layers.maxPooling3d({ name: `max_pooling3d_${index + 1}`, ...OF_EACH_FRAME })]),
      ];
    });
    return pooled(chain(input, layers), dropout);
  },
  reference: 'Shi et al. 2015, Convolutional LSTM network, arXiv:1506.04214',
  preprocess: { kind: 'clip', frames: 10, width: 64, height: 64, channels: 3 },
};

const OF_EACH_FRAME = { poolSize: [1, 2, 2], strides: [1, 2, 2] } satisfies Parameters<
  typeof tf.layers.maxPooling3d
>[0];
