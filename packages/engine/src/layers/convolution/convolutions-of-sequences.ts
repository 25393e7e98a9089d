import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

type Call = tf.layers.Layer['call'];
type Dimensions = 'kernelSize' | 'strides' | 'dilationRate' | 'inputShape' | 'outputPadding' | 'groups';
type Of<Options> = Omit<Options, Dimensions> & {
  kernelSize: number | [number];
  strides?: number | [number];
  dilationRate?: number | [number];
  inputShape?: (number | null)[];
};

export type Conv1DTransposeOptions = Of<Parameters<typeof tf.layers.conv2dTranspose>[0]>;
export type DepthwiseConv1DOptions = Of<Parameters<typeof tf.layers.depthwiseConv2d>[0]>;
export type SeparableConv1DOptions = Of<Parameters<typeof tf.layers.separableConv2d>[0]>;

/**
 * Transposed convolution of `[batch, time, features]`: Keras' `Conv1DTranspose`, with a kernel
 * `[size, filters, features]`.
 */
export function conv1dTranspose(options: Conv1DTransposeOptions): tf.layers.Layer {
  return keeping(new Conv1DTranspose({ kernelInitializer: 'glorotUniform', ...options }), options);
}

/** A convolution of each feature of `[batch, time, features]` by itself. Keras' `DepthwiseConv1D`. */
export function depthwiseConv1d(options: DepthwiseConv1DOptions): tf.layers.Layer {
  return keeping(new DepthwiseConv1D({ depthwiseInitializer: 'glorotUniform', ...options }), options);
}

/** A depthwise convolution of `[batch, time, features]`, then one of size 1 over all. Keras' `SeparableConv1D`. */
export function separableConv1d(options: SeparableConv1DOptions): tf.layers.Layer {
  return keeping(new SeparableConv1D(options), options);
}

interface Settings extends Record<string, unknown> {
  kernelSize: number | [number];
  strides?: number | [number];
  dilationRate?: number | [number];
}

declare class Convolution2D extends tf.layers.Layer {
  kernelSize: number[];
  strides: number[];
  dilationRate: number[];
  dataFormat: 'channelsFirst' | 'channelsLast';
}

type WeightArguments = [
  name: string,
  shape: tf.Shape,
  dtype?: tf.DataType,
  initializer?: ReturnType<typeof tf.initializers.zeros>,
  regularizer?: ReturnType<typeof tf.regularizers.l2>,
  trainable?: boolean,
  constraint?: ReturnType<typeof tf.constraints.nonNeg>,
];

/** tfjs keeps the classes to itself; the name spares its counter of names. */
function classOf(layer: tf.layers.Layer): new (options: Record<string, unknown>) => Convolution2D {
  return layer.constructor as new (options: Record<string, unknown>) => Convolution2D;
}

/**
 * A convolution of sequences as one of images one pixel high, with weights of the shapes that Keras has.
 *
 * @param across the stride along the height, where it has no effect
 */
function ofSequences(Base: ReturnType<typeof classOf>, across: (stride: number) => number) {
  return class OfSequences extends Base {
    constructor({ kernelSize, strides = 1, dilationRate = 1, ...options }: Settings) {
      const [size, stride, rate] = [kernelSize, strides, dilationRate].map((value) => [value].flat()[0] as number);
      super({
        ...options,
        kernelSize: [1, size],
        strides: [across(stride as number), stride],
        dilationRate: [1, rate],
      });
      this.inputSpec = [{ ndim: 3 }];
    }

    protected override addWeight(...[name, shape, ...more]: WeightArguments): tf.LayerVariable {
      if (shape.length < 4) return super.addWeight(name, shape, ...more);
      const weight = super.addWeight(name, shape.slice(1), ...more);
      return { read: () => weight.read().expandDims(0) } as tf.LayerVariable;
    }

    override build(inputShape: tf.Shape | tf.Shape[]): void {
      super.build(this.#raised(onlyShape(inputShape)));
      this.inputSpec = [{ ndim: 3 }];
    }

    override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
      const shape = super.computeOutputShape(this.#raised(onlyShape(inputShape))) as tf.Shape;
      return shape.filter((_, axis) => axis !== this.#height);
    }

    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<tf.layers.Layer['call']>[1]): tf.Tensor {
      return tf.tidy(() => only(super.call(only(inputs).expandDims(this.#height), kwargs)).squeeze([this.#height]));
    }

    override getConfig(): tf.serialization.ConfigDict {
      const { kernelSize, strides, dilationRate } = this;
      const ofTime = (sizes: number[]): number[] => sizes.slice(1);
      const own = { kernelSize: ofTime(kernelSize), strides: ofTime(strides), dilationRate: ofTime(dilationRate) };
      return { ...super.getConfig(), ...own };
    }

    get #height(): number {
      return this.dataFormat === 'channelsFirst' ? 2 : 1;
    }

    #raised(shape: tf.Shape): tf.Shape {
      return [...shape.slice(0, this.#height), 1, ...shape.slice(this.#height)];
    }
  };
}

/** How a convolution of images computes in a recorded step, of one of sequences that is made of it. */
export function lowerOfSequences(lowerOfImages: (layer: tf.layers.Layer) => Call | undefined): typeof lowerOfImages {
  return (layer) => {
    const call = lowerOfImages(layer);
    const height = (layer as Convolution2D).dataFormat === 'channelsFirst' ? 2 : 1;
    return (
      call &&
      ((inputs, kwargs) =>
        tf.tidy(() => only(call(only(inputs).expandDims(height), kwargs)).squeeze<tf.Tensor>([height])))
    );
  };
}

const example = { name: 'unused', kernelSize: 1, filters: 1 };
/** TensorFlow's depthwise convolution takes one stride for both axes. */
const same = (stride: number): number => stride;

class Conv1DTranspose extends ofSequences(classOf(tf.layers.conv2dTranspose(example)), () => 1) {
  static className = 'Conv1DTranspose';
}

class DepthwiseConv1D extends ofSequences(classOf(tf.layers.depthwiseConv2d({ name: 'unused', kernelSize: 1 })), same) {
  static className = 'DepthwiseConv1D';
}

class SeparableConv1D extends ofSequences(classOf(tf.layers.separableConv2d(example)), same) {
  static className = 'SeparableConv1D';
}

for (const each of [Conv1DTranspose, DepthwiseConv1D, SeparableConv1D]) tf.serialization.registerClass(each as never);
