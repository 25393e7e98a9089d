import { tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { POOL } from '../../pooled-blocks.ts';

const FILTERS = [6, 16] as const;
const KERNEL = 5;

/** LeNet-5 with tanh and average pooling, every map of the third layer connected to all six of the second. */
export const lenet5: Architecture<SpecOf<'lenet5'>> = {
  trunk(input, { dropout }, seed) {
    const { glorotUniform } = initializers(seed);
    const convolution = (name: string, filters: number) =>
      tf.layers.conv2d({
        name,
        filters,
        kernelSize: KERNEL,
        activation: 'tanh',
        kernelInitializer: glorotUniform(name),
      });
    const dense = (name: string, units: number) =>
      tf.layers.dense({ name, units, activation: 'tanh', kernelInitializer: glorotUniform(name) });
    return chain(input, [
      convolution('c1', FILTERS[0]),
      tf.layers.averagePooling2d({ name: 's2', poolSize: POOL }),
      convolution('c3', FILTERS[1]),
      tf.layers.averagePooling2d({ name: 's4', poolSize: POOL }),
      tf.layers.flatten({ name: 'flatten' }),
      dense('c5', 120),
      dense('f6', 84),
      ...dropoutOf(dropout),
    ]);
  },
  reference: 'LeCun et al. 1998, Gradient-based learning applied to document recognition',
  published: { parameters: 61_706, inputShape: [32, 32, 1], classes: 10 },
  preprocess: { width: 32, height: 32, channels: 1 },
};
