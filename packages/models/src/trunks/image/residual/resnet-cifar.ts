import { tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { layerBuilder, pooled } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { forCifar10 } from '../published-for.ts';

type Tensor = tf.SymbolicTensor;

const STAGE_FILTERS = [16, 32, 64] as const;
const REFERENCE = 'He et al. 2016, Deep residual learning for image recognition, section 4.2, arXiv:1512.03385';

/** A ResNet of 6n + 2 layers for small images: three stages of n blocks. */
function resnetOf(blocks: number, stages: readonly number[]): Architecture<SpecOf<'resnet20'>>['trunk'] {
  return (input, { dropout }, seed) => {
    const layers = layerBuilder(seed);
    const stem = layers.convolution(input, 'conv1', { filters: stages[0] as number, kernelSize: 3 });
    let x = layers.relu(layers.normalize(stem, 'bn1'), 'relu1');
    for (const [stage, filters] of stages.entries()) {
      for (let block = 0; block < blocks; block++) {
        const name = `stage${stage + 1}_block${block + 1}`;
        const strides = stage > 0 && block === 0 ? 2 : 1;
        const first = layers.convolution(x, `${name}_conv1`, { filters, kernelSize: 3, strides });
        const middle = layers.relu(layers.normalize(first, `${name}_bn1`), `${name}_relu1`);
        const second = layers.convolution(middle, `${name}_conv2`, { filters, kernelSize: 3 });
        const residual = layers.normalize(second, `${name}_bn2`);
        const shortcut = strides > 1 ? halvedAndPadded(x, name) : x;
        x = layers.relu(layers.add(`${name}_add`, shortcut, residual), `${name}_relu`);
      }
    }
    return pooled(x, dropout);
  };
}

/**
 * The shortcut without parameters ("option A"): every second pixel, and as many channels of zeros as there are, half
 * of them before and half behind.
 */
function halvedAndPadded(x: Tensor, name: string): Tensor {
  const halved = chain(x, [
    tf.layers.maxPooling2d({ name: `${name}_every_second`, poolSize: 1, strides: 2, padding: 'same' }),
  ]);
  const [, height = 0, width = 0, channels = 0] = halved.shape as number[];
  const zeros = channels / 2;
  return chain(halved, [
    tf.layers.reshape({ name: `${name}_rows`, targetShape: [height * width, channels, 1] }),
    tf.layers.zeroPadding2d({
      name: `${name}_zeros`,
      padding: [
        [0, 0],
        [zeros, zeros],
      ],
    }),
    tf.layers.reshape({ name: `${name}_shortcut`, targetShape: [height, width, channels * 2] }),
  ]);
}

const ofCifar10 = (blocks: number, parameters: number): Architecture<SpecOf<'resnet20'>> => ({
  trunk: resnetOf(blocks, STAGE_FILTERS),
  reference: REFERENCE,
  ...forCifar10(parameters),
});
export const resnet20 = ofCifar10(3, 269_722);
export const resnet56 = ofCifar10(9, 853_018);

/** The same with one block in each stage and fewer filters: 29 thousand parameters. */
export const tinyResnet: Architecture<SpecOf<'tiny-resnet'>> = {
  trunk: resnetOf(1, [10, 20, 40]),
  reference: REFERENCE,
  preprocess: { width: 32, height: 32, channels: 3 },
};
