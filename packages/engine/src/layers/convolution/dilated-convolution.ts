import { tf } from '../../tensorflow.ts';
import { only } from '../mended/layer-class.ts';
import { type Convolution, convolved, ofGroups } from '../mended/convolution/convolution.ts';
import type { DepthwiseConvolution } from '../mended/convolution/dilation.ts';

type Call = tf.layers.Layer['call'];

interface SeparableConvolution extends DepthwiseConvolution {
  readonly pointwiseKernel: Convolution['kernel'];
}

const convolutions = {
  1: (x: tf.Tensor, kernel: tf.Tensor) => tf.conv1d(x as tf.Tensor3D, kernel as tf.Tensor3D, 1, 'valid'),
  2: (x: tf.Tensor, kernel: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid'),
  3: (x: tf.Tensor, kernel: tf.Tensor) => tf.conv3d(x as tf.Tensor5D, kernel as tf.Tensor5D, 1, 'valid'),
};

/** Convolutions with a dilation rate, of which eager tfjs has no gradient. */
export function lowerConvolution(layer: tf.layers.Layer): Call | undefined {
  const convolution = layer as Convolution;
  return whereDilated(convolution, (x) => ofGroups(x, convolution, convolutions[convolution.rank]));
}

/** The same of depthwise convolutions. */
export function lowerDepthwiseConvolution(layer: tf.layers.Layer): Call | undefined {
  const convolution = layer as DepthwiseConvolution;
  return whereDilated(convolution, (x) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, convolution.depthwiseKernel.read() as tf.Tensor4D, 1, 'valid'),
  );
}

/** The same of separable convolutions. */
export function lowerSeparableConvolution(layer: tf.layers.Layer): Call | undefined {
  const convolution = layer as SeparableConvolution;
  return whereDilated(convolution, (x) => {
    const kernels = [convolution.depthwiseKernel, convolution.pointwiseKernel].map((kernel) => kernel.read());
    const [depthwise, pointwise] = kernels as [tf.Tensor4D, tf.Tensor4D];
    return tf.separableConv2d(x as tf.Tensor4D, depthwise, pointwise, 1, 'valid');
  });
}

function whereDilated(layer: Convolution, convolve: (x: tf.Tensor) => tf.Tensor): Call | undefined {
  if (layer.dilationRate.every((rate) => rate === 1)) return undefined;
  return (inputs) => tf.tidy(() => convolved(only(inputs), layer, (x) => inPhases(x, layer, convolve)));
}

/**
 * A dilated convolution as a plain one over each phase of the image, the phases put into the batch: as TensorFlow
 * computes it. A dilated convolution has no stride.
 */
function inPhases(
  x: tf.Tensor,
  { kernelSize, dilationRate, padding }: Convolution,
  convolve: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const axes = dilationRate.map((rate, axis) => {
    const total = padding === 'same' ? rate * ((kernelSize[axis] as number) - 1) : 0;
    const before = Math.floor(total / 2);
    const size = (x.shape[axis + 1] as number) + total;
    return { before, after: total - before, missing: Math.ceil(size / rate) * rate - size };
  });
  const pads = axes.map(({ before, after, missing }) => [before, after + missing]);
  const crops = axes.map(({ missing }) => [0, missing]);
  return tf.batchToSpaceND(convolve(tf.spaceToBatchND(x, dilationRate, pads)), dilationRate, crops);
}
