import { tf } from '../../../tensorflow.ts';

interface Weight {
  read(): tf.Tensor;
}

/** What tfjs' convolutions have beside what their types say, and their groups. */
export interface Convolution extends tf.layers.Layer {
  readonly rank: 1 | 2 | 3;
  readonly kernel: Weight;
  readonly bias: Weight | null;
  readonly filters: number;
  readonly groups: number;
  readonly kernelSize: number[];
  readonly strides: number[];
  readonly padding: 'valid' | 'same';
  readonly dilationRate: number[];
  readonly dataFormat: 'channelsFirst' | 'channelsLast';
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
}

/** A layer's bias and activation after its convolution, which is one over channels that come last. */
export function convolved(
  input: tf.Tensor,
  { bias, activation, dataFormat }: Convolution,
  convolve: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const places = [...input.shape.keys()];
  const [batch = 0, channels = 1, ...space] = places;
  const first = dataFormat === 'channelsFirst';
  const sums = convolve(first ? input.transpose([batch, ...space, channels]) : input);
  const y = activation.apply(bias ? sums.add(bias.read()) : sums);
  return first ? y.transpose([batch, places.length - 1, ...places.slice(1, -1)]) : y;
}

/**
 * A convolution of each group of channels with its own filters. TensorFlow has none of groups for the CPU, but one of
 * groups of one channel.
 */
export function ofGroups(
  x: tf.Tensor,
  { kernel: weight, groups, rank, strides, dilationRate, padding }: Convolution,
  convolve: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const kernel = weight.read();
  if (groups === 1) return convolve(x, kernel);
  const [channels, filters] = [x.shape.at(-1) as number, kernel.shape.at(-1) as number];
  const isDepthwise = rank === 2 && channels === groups && strides[0] === strides[1];
  if (isDepthwise && dilationRate.every((rate) => rate === 1)) {
    const depthwise = kernel.reshape<tf.Tensor4D>([...kernel.shape.slice(0, 2), channels, filters / channels]);
    return tf.depthwiseConv2d(x as tf.Tensor4D, depthwise, strides as [number, number], padding);
  }
  const kernels = tf.split(kernel, groups, -1);
  const parts = tf.split(x, groups, -1).map((part, group) => convolve(part, kernels[group] as tf.Tensor));
  return tf.concat(parts, -1);
}
