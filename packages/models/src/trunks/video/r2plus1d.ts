import { tf } from '@sightline/engine';
import { batchReshape } from '../../layers/batch-reshape.ts';
import { chain } from '../../layers/chain.ts';
import { layerBuilder, pooled } from '../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../architecture.ts';

type Tensor = tf.SymbolicTensor;

const STAGE_FILTERS = [64, 128, 256, 512] as const;
const BLOCKS = 2;

/** Frames as samples, `[batch · frames, height, width, channels]`. */
interface Volume {
  readonly images: Tensor;
  readonly frames: number;
}

interface Convolution {
  readonly name: string;
  /** Between the convolution over the image and the one over time. */
  readonly middle: number;
  readonly filters: number;
  readonly strides: number;
}

/**
 * R(2+1)D of 18 layers as torchvision has it: each 3×3×3 convolution of a ResNet is one over height and width, batch
 * normalisation and ReLU, then one over time. A kernel over time is `[3, 1, channels, filters]`.
 */
export const r2plus1d18: Architecture<SpecOf<'r2plus1d-18'>> = {
  trunk(input, { dropout }, seed) {
    const layers = layerBuilder(seed);

    function overTime({ images, frames }: Volume, name: string, of: (x: Tensor) => Tensor): Volume {
      const [, height = 0, width = 0, channels = 0] = images.shape as number[];
      const before = batchReshape({ name: `${name}_in_time`, targetShape: [frames, height * width, channels] });
      const y = of(chain(images, [before]));
      const [, left = 0, , filters = 0] = y.shape as number[];
      const after = batchReshape({ name: `${name}_in_space`, targetShape: [height, width, filters] });
      return { images: chain(y, [after]), frames: left };
    }
    function convolution(x: Volume, { name, middle, filters, strides }: Convolution): Volume {
      const inSpace = layers.convolution(x.images, `${name}_space`, { filters: middle, kernelSize: 3, strides });
      const active = layers.relu(layers.normalize(inSpace, `${name}_space_bn`), `${name}_space_relu`);
      return overTime({ ...x, images: active }, name, (sequence) =>
        layers.convolution(sequence, `${name}_time`, { filters, kernelSize: [3, 1], strides: [strides, 1] }),
      );
    }
    function shortcut(x: Volume, name: string, filters: number): Volume {
      const everySecond = tf.layers.maxPooling2d({ name: `${name}_every_second`, poolSize: 1, strides: [2, 1] });
      const halved = overTime(x, `${name}_projection`, (sequence) => chain(sequence, [everySecond]));
      const projected = layers.convolution(halved.images, `${name}_projection`, { filters, kernelSize: 1, strides: 2 });
      return { ...halved, images: layers.normalize(projected, `${name}_projection_bn`) };
    }

    const [, length = 0, ...shape] = input.shape as number[];
    const first = chain(input, [batchReshape({ name: 'frames', targetShape: shape })]);
    const inSpace = layers.convolution(first, 'stem_space', { filters: 45, kernelSize: 7, strides: 2 });
    const active = layers.relu(layers.normalize(inSpace, 'stem_space_bn'), 'stem_space_relu');
    const inTime = overTime({ images: active, frames: length }, 'stem', (sequence) =>
      layers.convolution(sequence, 'stem_time', { filters: 64, kernelSize: [3, 1] }),
    );
    let x: Volume = { ...inTime, images: layers.relu(layers.normalize(inTime.images, 'stem_bn'), 'stem_relu') };
    let channels = 64;
    for (const [stage, filters] of STAGE_FILTERS.entries()) {
      for (let block = 0; block < BLOCKS; block++) {
        const name = `stage${stage + 1}_block${block + 1}`;
        const strides = stage > 0 && block === 0 ? 2 : 1;
        // As many parameters as a 3×3×3 convolution would have.
        const middle = Math.floor((27 * channels * filters) / (9 * channels + 3 * filters));
        const one = convolution(x, { name: `${name}_conv1`, middle, filters, strides });
        const between = layers.relu(layers.normalize(one.images, `${name}_bn1`), `${name}_relu1`);
        const two = convolution({ ...one, images: between }, { name: `${name}_conv2`, middle, filters, strides: 1 });
        const residual = layers.normalize(two.images, `${name}_bn2`);
        const kept = strides > 1 ? shortcut(x, name, filters) : x;
        x = { ...two, images: layers.relu(layers.add(`${name}_add`, kept.images, residual), `${name}_relu`) };
        channels = filters;
      }
    }
    const [, height = 0, ...last] = x.images.shape as number[];
    const plane = batchReshape({ name: 'volume', targetShape: [x.frames * height, ...last] });
    return pooled(chain(x.images, [plane]), dropout);
  },
  reference: 'Tran et al. 2018, A closer look at spatiotemporal convolutions for action recognition, arXiv:1711.11248',
  // torchvision's, with the 400 classes of Kinetics-400.
  published: { parameters: 31_505_325, inputShape: [16, 112, 112, 3], classes: 400 },
  preprocess: {
    kind: 'clip',
    frames: 16,
    width: 112,
    height: 112,
    channels: 3,
    mean: [0.43216, 0.394666, 0.37645],
    std: [0.22803, 0.22145, 0.216989],
  },
};
