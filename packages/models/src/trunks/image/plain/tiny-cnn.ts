import { tf } from '@sightline/engine';
import { layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';

/** Of the convolutions between two poolings. */
const BLOCKS = [[16, 16], [32, 32], [48]] as const;

/**
 * 3×3 convolutions, each with batch normalisation and ReLU, 2×2 max pooling after every block but the last, and the
 * mean of each channel: at most 31,500 parameters with ten classes, whatever the size of the image.
 */
export const tinyCnn: Architecture<SpecOf<'tiny-cnn'>> = {
  trunk(input, { dropout }, seed) {
    const layers = layerBuilder(seed);
    let x = input;
    for (const [block, convolutions] of BLOCKS.entries()) {
      for (const [index, filters] of convolutions.entries()) {
        const name = `block${block + 1}_conv${index + 1}`;
        const convolved = layers.convolution(x, name, { filters, kernelSize: 3 });
        x = layers.relu(layers.normalize(convolved, `${name}_bn`), `${name}_relu`);
      }
      if (block < BLOCKS.length - 1) {
        const pool = tf.layers.maxPooling2d({ name: `block${block + 1}_pool`, poolSize: 2 });
        x = pool.apply(x) as tf.SymbolicTensor;
      }
    }
    return pooled(x, dropout);
  },
  reference: 'Springenberg et al. 2015, Striving for simplicity: the all convolutional net, arXiv:1412.6806',
  preprocess: { width: 28, height: 28, channels: 1 },
};
