import { tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forCifar10 } from '../published-for.ts';

type Tensor = tf.SymbolicTensor;

const GROWTH = 12;
/** (100 layers - 4) in three dense blocks, two convolutions each. */
const LAYERS = 16;
const DENSE_BLOCKS = 3;
const COMPRESSION = 0.5;

/** DenseNet-BC of 100 layers and growth rate 12. */
export const densenetBc100x12: Architecture<SpecOf<'densenet-bc-100-12'>> = {
  trunk(input, { dropout }, seed) {
    const layers = layerBuilder(seed);
    const activated = (x: Tensor, name: string) => layers.relu(layers.normalize(x, `${name}_bn`), `${name}_relu`);
    let x = layers.convolution(input, 'conv1', { filters: 2 * GROWTH, kernelSize: 3 });
    for (let block = 1; block <= DENSE_BLOCKS; block++) {
      for (let layer = 1; layer <= LAYERS; layer++) {
        const name = `block${block}_layer${layer}`;
        const narrow = { filters: 4 * GROWTH, kernelSize: 1 };
        const inner = layers.convolution(activated(x, `${name}_1`), `${name}_conv1`, narrow);
        const grown = layers.convolution(activated(inner, `${name}_2`), `${name}_conv2`, {
          filters: GROWTH,
          kernelSize: 3,
        });
        x = tf.layers.concatenate({ name: `${name}_concat` }).apply([x, grown]) as Tensor;
      }
      if (block === DENSE_BLOCKS) continue;
      const name = `transition${block}`;
      const filters = Math.floor((x.shape.at(-1) as number) * COMPRESSION);
      const compressed = layers.convolution(activated(x, name), `${name}_conv`, { filters, kernelSize: 1 });
      x = chain(compressed, [tf.layers.averagePooling2d({ name: `${name}_pool`, poolSize: 2 })]);
    }
    return pooled(activated(x, 'last'), dropout);
  },
  reference: 'Huang et al. 2017, Densely connected convolutional networks, arXiv:1608.06993',
  ...forCifar10(769_162),
};
