import { tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { POOL } from '../../pooled-blocks.ts';

const FILTERS = [32, 64] as const;
const KERNEL = 3;

/** The network of Keras' first example, which has a dropout of 0.5. */
export const mnistConvnet: Architecture<SpecOf<'mnist-convnet'>> = {
  trunk(input, { dropout }, seed) {
    const { heNormal } = initializers(seed);
    const blocks = FILTERS.flatMap((filters, index) => {
      const name = `conv2d_${index + 1}`;
      return [
        tf.layers.conv2d({
          name,
          filters,
          kernelSize: KERNEL,
          activation: 'relu',
          kernelInitializer: heNormal(name),
        }),
        tf.layers.maxPooling2d({ name: `max_pooling2d_${index + 1}`, poolSize: POOL }),
      ];
    });
    return chain(input, [...blocks, tf.layers.flatten({ name: 'flatten' }), ...dropoutOf(dropout)]);
  },
  reference: 'Chollet et al. 2015, Keras, example "Simple MNIST convnet"',
  published: { parameters: 34_826, inputShape: [28, 28, 1], classes: 10 },
  preprocess: { width: 28, height: 28, channels: 1 },
};
