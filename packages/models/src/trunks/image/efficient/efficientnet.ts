import { layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';
import { invertedResidual } from './inverted-residual.ts';

/** Expansion, kernel size, first stride, filters and blocks of each stage (table 1 of the paper). */
const STAGES = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
] as const;
const BLOCKS = STAGES.reduce((sum, [, , , , blocks]) => sum + blocks, 0);

/** EfficientNet-B0. `stochasticDepth` is reached by the last block and grows with the depth; 0.2 in the paper. */
export const efficientnetB0: Architecture<SpecOf<'efficientnet-b0'>> = {
  trunk(input, { dropout, stochasticDepth }, seed) {
    const layers = layerBuilder(seed);
    const stem = layers.convolution(input, 'conv1', { filters: 32, kernelSize: 3, strides: 2 });
    let x = layers.activate(layers.normalize(stem, 'bn1'), 'activation1', 'silu');
    let built = 0;
    for (const [stage, [expansion, kernelSize, stride, filters, blocks]] of STAGES.entries()) {
      for (let block = 0; block < blocks; block++) {
        const channels = x.shape.at(-1) as number;
        x = invertedResidual(layers, x, {
          name: `stage${stage + 1}_block${block + 1}`,
          expanded: channels * expansion,
          filters,
          kernelSize,
          strides: block === 0 ? stride : 1,
          activation: 'silu',
          squeeze: { bottleneckFilters: Math.max(1, Math.floor(channels / 4)), squeezeActivation: 'silu' },
          dropped: (stochasticDepth * built) / BLOCKS,
        });
        built += 1;
      }
    }
    const last = layers.normalize(layers.convolution(x, 'conv2', { filters: 1280, kernelSize: 1 }), 'bn2');
    return pooled(layers.activate(last, 'activation2', 'silu'), dropout);
  },
  reference: 'Tan and Le 2019, EfficientNet: rethinking model scaling, arXiv:1905.11946',
  // torchvision's; Keras counts the statistics of its normalisations as well.
  ...forImageNet(5_288_548),
};
