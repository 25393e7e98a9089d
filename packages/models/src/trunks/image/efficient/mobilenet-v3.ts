import { activation as activationLayer, tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf, layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';
import { invertedResidual } from './inverted-residual.ts';

/** Kernel size, expanded channels, filters, squeeze-and-excite, activation and stride (tables 1 and 2 of the paper). */
type Block = readonly [number, number, number, boolean, 'relu' | 'hardSwish', number];

const LARGE: readonly Block[] = [
  [3, 16, 16, false, 'relu', 1],
  [3, 64, 24, false, 'relu', 2],
  [3, 72, 24, false, 'relu', 1],
  [5, 72, 40, true, 'relu', 2],
  [5, 120, 40, true, 'relu', 1],
  [5, 120, 40, true, 'relu', 1],
  [3, 240, 80, false, 'hardSwish', 2],
  [3, 200, 80, false, 'hardSwish', 1],
  [3, 184, 80, false, 'hardSwish', 1],
  [3, 184, 80, false, 'hardSwish', 1],
  [3, 480, 112, true, 'hardSwish', 1],
  [3, 672, 112, true, 'hardSwish', 1],
  [5, 672, 160, true, 'hardSwish', 2],
  [5, 960, 160, true, 'hardSwish', 1],
  [5, 960, 160, true, 'hardSwish', 1],
];
const SMALL: readonly Block[] = [
  [3, 16, 16, true, 'relu', 2],
  [3, 72, 24, false, 'relu', 2],
  [3, 88, 24, false, 'relu', 1],
  [5, 96, 40, true, 'hardSwish', 2],
  [5, 240, 40, true, 'hardSwish', 1],
  [5, 240, 40, true, 'hardSwish', 1],
  [5, 120, 48, true, 'hardSwish', 1],
  [5, 144, 48, true, 'hardSwish', 1],
  [5, 288, 96, true, 'hardSwish', 2],
  [5, 576, 96, true, 'hardSwish', 1],
  [5, 576, 96, true, 'hardSwish', 1],
];

interface MobileNetV3 {
  readonly blocks: readonly Block[];
  /** Of the dense layer before the head. */
  readonly units: number;
  /** torchvision's; Keras' has as many, but for the biases of the squeezing. */
  readonly parameters: number;
}

function mobilenetV3({ blocks, units, parameters }: MobileNetV3): Architecture<SpecOf<'mobilenetv3-small'>> {
  return {
    trunk(input, { dropout }, seed) {
      const layers = layerBuilder(seed, 1e-3);
      const stem = layers.convolution(input, 'conv1', { filters: 16, kernelSize: 3, strides: 2 });
      let x = layers.activate(layers.normalize(stem, 'bn1'), 'activation1', 'hardSwish');
      for (const [index, [kernelSize, expanded, filters, isSqueezed, activation, strides]] of blocks.entries()) {
        const squeeze = { bottleneckFilters: divisible(expanded / 4), exciteActivation: 'hardSigmoid6' } as const;
        x = invertedResidual(layers, x, {
          name: `block${index + 1}`,
          expanded,
          filters,
          kernelSize,
          strides,
          activation,
          ...(isSqueezed ? { squeeze } : {}),
        });
      }
      const wide = 6 * (x.shape.at(-1) as number);
      const last = layers.normalize(layers.convolution(x, 'conv2', { filters: wide, kernelSize: 1 }), 'bn2');
      return chain(pooled(layers.activate(last, 'activation2', 'hardSwish'), 0), [
        tf.layers.dense({ name: 'dense', units, kernelInitializer: initializers(seed).heNormal('dense') }),
        activationLayer({ name: 'dense_activation', activation: 'hardSwish' }),
        ...dropoutOf(dropout),
      ]);
    },
    reference: 'Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244',
    ...forImageNet(parameters),
  };
}

/** The nearest multiple of 8 that is not more than a tenth smaller. */
function divisible(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}

export const mobilenetV3Large = mobilenetV3({ blocks: LARGE, units: 1280, parameters: 5_483_032 });
export const mobilenetV3Small = mobilenetV3({ blocks: SMALL, units: 1024, parameters: 2_542_856 });
