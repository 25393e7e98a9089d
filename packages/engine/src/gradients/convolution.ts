import { registerNativeKernel, runNative } from '../backend/native-kernel.ts';
import { tf } from '../tensorflow.ts';

/** What tfjs' kernels of convolutions are given. */
interface Geometry {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number;
  dilations?: number | [number, number];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** A convolution y(x, w) and its two gradients: three bilinear maps, each differentiated by the other two. */
interface Convolution {
  readonly forward: (x: tf.Tensor, filter: tf.Tensor, geometry: Geometry) => tf.Tensor;
  /** Kernels of the gradients: of the input from (dy, filter), of the filter from (x, dy). */
  readonly input: string;
  readonly filter: string;
}

const convolutions: readonly Convolution[] = [
  {
    forward: (x, filter, { strides, pad, dimRoundingMode }) =>
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', 1, dimRoundingMode),
    input: tf.Conv2DBackpropInput,
    filter: tf.Conv2DBackpropFilter,
  },
  {
    forward: (x, filter, { strides, pad, dilations, dimRoundingMode }) =>
      tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations, dimRoundingMode),
    input: tf.DepthwiseConv2dNativeBackpropInput,
    filter: tf.DepthwiseConv2dNativeBackpropFilter,
  },
  {
    forward: (x, filter, { strides, pad }) =>
      tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides as number, pad as 'valid' | 'same'),
    input: tf.Conv3DBackpropInputV2,
    filter: tf.Conv3DBackpropFilterV2,
  },
];

/** Second derivatives of convolutions: what a gradient penalty (Gulrajani et al., 2017) goes through. */
export function registerConvolutionGradients(): void {
  for (const { forward, input, filter } of convolutions) {
    const run = (kernel: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor =>
      tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);
    if (tf.getGradient(input)) tf.unregisterGradient(input);
    tf.registerGradient({
      kernelName: input,
      inputsToSave: ['dy', 'filter'],
      gradFunc: (ddx, saved, attributes) => {
        const [dy, weights] = saved as [tf.Tensor, tf.Tensor];
        const geometry = attributes as unknown as Geometry;
        return {
          dy: () => forward(ddx as tf.Tensor, weights, geometry),
          filter: () => run(filter, { x: ddx as tf.Tensor, dy }, { ...geometry, filterShape: weights.shape }),
        };
      },
    });
    tf.registerGradient({
      kernelName: filter,
      inputsToSave: ['x', 'dy'],
      gradFunc: (ddw, saved, attributes) => {
        const [x, dy] = saved as [tf.Tensor, tf.Tensor];
        const geometry = attributes as unknown as Geometry;
        return {
          x: () => run(input, { dy, filter: ddw as tf.Tensor }, { ...geometry, inputShape: x.shape }),
          dy: () => forward(x, ddw as tf.Tensor, geometry),
        };
      },
    });
  }
}

interface Pooling {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: 'valid' | 'same';
}

/** Second derivatives of pooling: both gradients are linear in dy, and constant in the input almost everywhere. */
export function registerPoolingGradients(): void {
  tf.registerGradient({
    kernelName: tf.AvgPoolGrad,
    inputsToSave: ['input'],
    gradFunc: (ddx, [input], attributes) => {
      const { filterSize, strides, pad } = attributes as unknown as Pooling;
      return {
        dy: () => tf.avgPool(ddx as tf.Tensor4D, filterSize, strides, pad),
        input: () => tf.zerosLike(input as tf.Tensor),
      };
    },
  });
  registerNativeKernel({ op: 'MaxPoolGradGrad', inputs: ['orig_input', 'orig_output', 'grad'] });
  tf.registerGradient({
    kernelName: tf.MaxPoolGrad,
    inputsToSave: ['input', 'output'],
    gradFunc: (ddx, saved, attributes) => {
      const [input, output] = saved as [tf.Tensor4D, tf.Tensor4D];
      const { filterSize, strides, pad } = attributes as unknown as Pooling;
      const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad);
      return {
        dy: () =>
          runNative(
            'MaxPoolGradGrad',
            { orig_input: input, orig_output: output, grad: ddx as tf.Tensor },
            {
              ksize: { int: [1, info.filterHeight, info.filterWidth, 1] },
              strides: { int: [1, info.strideHeight, info.strideWidth, 1] },
              padding: info.padInfo.type,
              data_format: 'NHWC',
            },
          )[0] as tf.Tensor,
        input: () => tf.zerosLike(input),
        output: () => tf.zerosLike(output),
      };
    },
  });
}
