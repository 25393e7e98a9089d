import { activation, type SqueezeAndExciteOptions, tf } from '@sightline/engine';
import { chain } from './chain.ts';
import { initializers } from './initializers.ts';

type Tensor = tf.SymbolicTensor;

export type Activation = 'relu' | 'relu6' | 'silu' | 'hardSwish';

/** Of a convolution with `same` padding. */
interface ConvolutionOptions {
  readonly filters: number;
  readonly kernelSize: number | [number, number];
  /** 1 when left out. */
  readonly strides?: number | [number, number];
}

/** The layers that networks of images are made of, named and seeded. Tensors are `[batch, height, width, channels]`. */
export interface LayerBuilder {
  /** A convolution without bias, as one stands before or after a normalisation. */
  convolution(x: Tensor, name: string, options: ConvolutionOptions): Tensor;
  /** A depthwise convolution without bias. */
  depthwise(x: Tensor, name: string, options: { readonly kernelSize: number; readonly strides: number }): Tensor;
  /** Batch normalisation (Ioffe and Szegedy, 2015). */
  normalize(x: Tensor, name: string): Tensor;
  relu(x: Tensor, name: string): Tensor;
  activate(x: Tensor, name: string, activation: Activation): Tensor;
  /** Initial weights of a squeeze-and-excite. */
  squeezing(name: string): Pick<SqueezeAndExciteOptions, 'squeezeInitializer' | 'exciteInitializer'>;
  add(name: string, ...tensors: Tensor[]): Tensor;
}

/** What batch normalisations add to variances, unless the network was published with another number. */
export const NORMALIZATION_EPSILON = 1e-5;

/** @param epsilon of the normalisations, as the network was published */
export function layerBuilder(seed: number, epsilon = NORMALIZATION_EPSILON): LayerBuilder {
  const { heNormal } = initializers(seed);
  const apply = (x: Tensor | Tensor[], layer: tf.layers.Layer) => layer.apply(x) as Tensor;
  return {
    convolution: (x, name, options) =>
      apply(
        x,
        tf.layers.conv2d({ name, ...options, padding: 'same', useBias: false, kernelInitializer: heNormal(name) }),
      ),
    depthwise: (x, name, options) =>
      apply(
        x,
        tf.layers.depthwiseConv2d({
          name,
          ...options,
          padding: 'same',
          useBias: false,
          depthwiseInitializer: heNormal(name),
        }),
      ),
    normalize: (x, name) => apply(x, tf.layers.batchNormalization({ name, epsilon })),
    relu: (x, name) => apply(x, tf.layers.reLU({ name })),
    activate: (x, name, kind) =>
      apply(
        x,
        kind === 'relu' || kind === 'relu6'
          ? tf.layers.reLU({ name, ...(kind === 'relu6' && { maxValue: 6 }) })
          : activation({ name, activation: kind }),
      ),
    squeezing: (name) => ({
      squeezeInitializer: heNormal(`${name}_squeeze`),
      exciteInitializer: heNormal(`${name}_excite`),
    }),
    add: (name, ...tensors) => apply(tensors, tf.layers.add({ name })),
  };
}

/** The mean of each channel, then dropout if asked for: how most networks of images end. */
export function pooled(x: Tensor, dropout: number): Tensor {
  return chain(x, [
    tf.layers.globalAveragePooling2d({ name: 'global_average_pooling2d', dataFormat: 'channelsLast' }),
    ...dropoutOf(dropout),
  ]);
}

export function dropoutOf(rate: number, name = 'dropout'): tf.layers.Layer[] {
  return rate > 0 ? [tf.layers.dropout({ name, rate })] : [];
}
