import { tf } from '../../../tensorflow.ts';
import { mend, only, onlyShape } from '../layer-class.ts';
import { type Convolution, convolved } from './convolution.ts';

export interface DepthwiseConvolution extends Convolution {
  readonly depthwiseKernel: Convolution['kernel'];
}

const isDilated = ({ dilationRate }: Convolution): boolean => dilationRate.some((rate) => rate !== 1);

/** Places that a dilated kernel reaches along each axis. */
const reachOf = ({ kernelSize, dilationRate }: Convolution): number[] =>
  kernelSize.map((size, axis) => (size - 1) * (dilationRate[axis] as number) + 1);

/** tfjs keeps the dilation rate of depthwise convolutions, and leaves it out of what they compute. */
mend(tf.layers.depthwiseConv2d({ name: 'unused', kernelSize: 1 }), ({ call, computeOutputShape }) => ({
  call(inputs, kwargs) {
    const layer = this as unknown as DepthwiseConvolution;
    if (!isDilated(layer)) return call.call(this, inputs, kwargs);
    const { depthwiseKernel, padding, dilationRate } = layer;
    return tf.tidy(() =>
      convolved(only(inputs), layer, (x) => {
        const [image, kernel] = [x as tf.Tensor4D, depthwiseKernel.read() as tf.Tensor4D];
        return tf.depthwiseConv2d(image, kernel, 1, padding, 'NHWC', dilationRate as [number, number]);
      }),
    );
  },
  computeOutputShape(inputShape) {
    const kernelSize = reachOf(this as unknown as Convolution);
    return computeOutputShape.call(withOther(this, { kernelSize }), onlyShape(inputShape));
  },
}));

/**
 * The same of transposed convolutions. TensorFlow has no dilated ones for all devices, but those of a kernel with zeros
 * between its places.
 */
for (const make of [tf.layers.conv2dTranspose, tf.layers.conv3dTranspose]) {
  const example = make({ name: 'unused', filters: 1, kernelSize: 1 });
  saveDilation(example);
  mend(example, ({ call, computeOutputShape }) => ({
    call(inputs, kwargs) {
      const layer = this as unknown as Convolution;
      if (!isDilated(layer)) return call.call(this, inputs, kwargs);
      const kernel = { read: () => withZeros(layer.kernel.read(), layer.dilationRate) };
      return tf.tidy(() => call.call(withOther(this, { kernel, kernelSize: reachOf(layer) }), inputs, kwargs));
    },
    computeOutputShape(inputShape) {
      const kernelSize = reachOf(this as unknown as Convolution);
      return computeOutputShape.call(withOther(this, { kernelSize }), onlyShape(inputShape));
    },
  }));
}

/** tfjs leaves it out of their configurations. */
function saveDilation(example: tf.layers.Layer): void {
  const prototype = Object.getPrototypeOf(example) as Convolution;
  const { getConfig } = prototype;
  prototype.getConfig = function withDilation(this: Convolution) {
    const { dilationRate } = this;
    return { ...getConfig.call(this), ...(isDilated(this) ? { dilationRate } : {}) };
  };
}

/** The layer with other values of some properties: tfjs' methods read them from `this`. */
function withOther<Layer extends tf.layers.Layer>(layer: Layer, properties: Partial<Convolution>): Layer {
  return Object.assign(Object.create(layer) as Layer, properties);
}

/** A kernel `[…size, a, b]` with zeros between its places, `rate - 1` of them along each axis. */
function withZeros(kernel: tf.Tensor, rates: readonly number[]): tf.Tensor {
  return rates.reduce((tensor, rate, axis) => {
    if (rate === 1) return tensor;
    const { shape } = tensor;
    const [before, size, after] = [shape.slice(0, axis), shape[axis] as number, shape.slice(axis + 1)];
    const zeros = tf.zeros([...before, size, rate - 1, ...after]);
    const spread = tf
      .concat([tensor.expandDims(axis + 1), zeros], axis + 1)
      .reshape([...before, size * rate, ...after]);
    return spread.slice(
      shape.map(() => 0),
      [...before, (size - 1) * rate + 1, ...after],
    );
  }, kernel);
}
