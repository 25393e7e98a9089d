import { layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forCifar10 } from '../published-for.ts';

const STAGE_FILTERS = [16, 32, 64] as const;
const BLOCKS = 2;
const WIDTH = 4;

/** WideResNet-16-4: three stages of two blocks four times as wide, normalised before each convolution. */
export const wideResnet16x4: Architecture<SpecOf<'wide-resnet-16-4'>> = {
  trunk(input, { dropout }, seed) {
    const layers = layerBuilder(seed);
    let x = layers.convolution(input, 'conv1', { filters: 16, kernelSize: 3 });
    for (const [stage, narrow] of STAGE_FILTERS.entries()) {
      const filters = narrow * WIDTH;
      for (let block = 0; block < BLOCKS; block++) {
        const name = `stage${stage + 1}_block${block + 1}`;
        const strides = stage > 0 && block === 0 ? 2 : 1;
        const activated = layers.relu(layers.normalize(x, `${name}_bn1`), `${name}_relu1`);
        const first = layers.convolution(activated, `${name}_conv1`, { filters, kernelSize: 3, strides });
        const middle = layers.relu(layers.normalize(first, `${name}_bn2`), `${name}_relu2`);
        const residual = layers.convolution(middle, `${name}_conv2`, { filters, kernelSize: 3 });
        const shortcut =
          block === 0 ? layers.convolution(activated, `${name}_projection`, { filters, kernelSize: 1, strides }) : x;
        x = layers.add(`${name}_add`, shortcut, residual);
      }
    }
    return pooled(layers.relu(layers.normalize(x, 'bn'), 'relu'), dropout);
  },
  reference: 'Zagoruyko and Komodakis 2016, Wide residual networks, arXiv:1605.07146',
  ...forCifar10(2_748_890),
};
