import { tf } from '@sightline/engine';
import { layerBuilder, pooled, type LayerBuilder } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forImageNet } from '../published-for.ts';

type Tensor = tf.SymbolicTensor;
/** What a block adds to its input. */
type Residual = (layers: LayerBuilder, x: Tensor, block: Block) => Tensor;

interface Block {
  readonly name: string;
  readonly filters: number;
  readonly strides: number;
}

const STAGE_FILTERS = [64, 128, 256, 512] as const;

const basic: Residual = (layers, x, { name, filters, strides }) => {
  const first = layers.convolution(x, `${name}_conv1`, { filters, kernelSize: 3, strides });
  const middle = layers.relu(layers.normalize(first, `${name}_bn1`), `${name}_relu1`);
  return layers.normalize(layers.convolution(middle, `${name}_conv2`, { filters, kernelSize: 3 }), `${name}_bn2`);
};

const BOTTLENECK = 4;
/** With the stride in the 3×3 convolution, as PyTorch and NVIDIA have it ("v1.5"). */
const bottleneck: Residual = (layers, x, { name, filters, strides }) => {
  const narrow = layers.convolution(x, `${name}_conv1`, { filters, kernelSize: 1 });
  const first = layers.relu(layers.normalize(narrow, `${name}_bn1`), `${name}_relu1`);
  const spatial = layers.convolution(first, `${name}_conv2`, { filters, kernelSize: 3, strides });
  const second = layers.relu(layers.normalize(spatial, `${name}_bn2`), `${name}_relu2`);
  const wide = layers.convolution(second, `${name}_conv3`, { filters: filters * BOTTLENECK, kernelSize: 1 });
  return layers.normalize(wide, `${name}_bn3`);
};

interface ResNet {
  readonly blocks: readonly number[];
  readonly residual: Residual;
  readonly parameters: number;
}

function resnet({ blocks, residual, parameters }: ResNet): Architecture<SpecOf<'resnet18'>> {
  const expansion = residual === bottleneck ? BOTTLENECK : 1;
  return {
    trunk(input, { dropout }, seed) {
      const layers = layerBuilder(seed);
      const stem = layers.convolution(input, 'conv1', { filters: 64, kernelSize: 7, strides: 2 });
      const pool = tf.layers.maxPooling2d({ name: 'pool1', poolSize: 3, strides: 2, padding: 'same' });
      let x = pool.apply(layers.relu(layers.normalize(stem, 'bn1'), 'relu1')) as Tensor;
      for (const [stage, filters] of STAGE_FILTERS.entries()) {
        for (let block = 0; block < (blocks[stage] ?? 0); block++) {
          const name = `stage${stage + 1}_block${block + 1}`;
          const strides = stage > 0 && block === 0 ? 2 : 1;
          const changes = strides > 1 || x.shape.at(-1) !== filters * expansion;
          const projection = { filters: filters * expansion, kernelSize: 1, strides };
          const shortcut = changes
            ? layers.normalize(layers.convolution(x, `${name}_projection`, projection), `${name}_projection_bn`)
            : x;
          const sum = layers.add(`${name}_add`, shortcut, residual(layers, x, { name, filters, strides }));
          x = layers.relu(sum, `${name}_relu`);
        }
      }
      return pooled(x, dropout);
    },
    reference: 'He et al. 2016, Deep residual learning for image recognition, arXiv:1512.03385',
    ...forImageNet(parameters),
  };
}

export const resnet18 = resnet({ blocks: [2, 2, 2, 2], residual: basic, parameters: 11_689_512 });
export const resnet34 = resnet({ blocks: [3, 4, 6, 3], residual: basic, parameters: 21_797_672 });
export const resnet50 = resnet({ blocks: [3, 4, 6, 3], residual: bottleneck, parameters: 25_557_032 });
