import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';
import { SpatialLayer, type SpatialOptions } from '../reshaping/spatial-axes.ts';

export interface AdaptivePoolingOptions extends SpatialOptions {
  /** Of all axes, or of each. */
  outputSize: number | number[];
}

type Reduce = (tensor: tf.Tensor, axis: number, keepDims?: boolean) => tf.Tensor;

/** A layer's maker for one, two or three axes of time or space. */
type Maker = (options: AdaptivePoolingOptions) => tf.layers.Layer;

/**
 * Pools to a given size, whatever the size of the input: output i of n is taken over the places from ⌊i · size / n⌋ to
 * ⌈(i + 1) · size / n⌉. Keras' adaptive pooling; the sizes of the input must be fixed, as its.
 */
abstract class AdaptivePooling extends SpatialLayer {
  readonly #outputSize: number[];
  readonly #reduce: Reduce;

  constructor({ outputSize, ...options }: AdaptivePoolingOptions, dimensions: number, reduce: Reduce) {
    super(options, dimensions);
    this.#outputSize = this.sizes('outputSize', outputSize);
    this.#reduce = reduce;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = onlyShape(inputShape);
    return shape.map((size, axis) => this.#outputSize[this.axes.indexOf(axis)] ?? size);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      this.axes.reduce(
        (tensor, axis, index) => this.#pool(tensor, axis, this.#outputSize[index] as number),
        only(inputs),
      ),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { dataFormat } = this;
    return { ...super.getConfig(), dataFormat, outputSize: this.#outputSize };
  }

  /** Windows are boxes: their mean or maximum is that along one axis after the other. */
  #pool(tensor: tf.Tensor, axis: number, count: number): tf.Tensor {
    const { shape } = tensor;
    const size = shape[axis] as number;
    if (size % count === 0) {
      const windows = tensor.reshape([...shape.slice(0, axis), count, size / count, ...shape.slice(axis + 1)]);
      return this.#reduce(windows, axis + 1);
    }
    const parts = Array.from({ length: count }, (_, index) => {
      const start = Math.floor((index * size) / count);
      const end = Math.ceil(((index + 1) * size) / count);
      const begin = shape.map((__, place) => (place === axis ? start : 0));
      const part = tf.slice(
        tensor,
        begin,
        shape.map((whole, place) => (place === axis ? end - start : whole)),
      );
      return this.#reduce(part, axis, true);
    });
    return tf.concat(parts, axis);
  }
}

function maker(className: string, dimensions: number, reduce: Reduce): Maker {
  class Pooling extends AdaptivePooling {
    static className = className;

    constructor(options: AdaptivePoolingOptions) {
      super(options, dimensions, reduce);
    }
  }
  tf.serialization.registerClass(Pooling);
  return (options) => keeping(new Pooling(options), options);
}

export const adaptiveAveragePooling1d = maker('AdaptiveAveragePooling1D', 1, tf.mean);
export const adaptiveAveragePooling2d = maker('AdaptiveAveragePooling2D', 2, tf.mean);
export const adaptiveAveragePooling3d = maker('AdaptiveAveragePooling3D', 3, tf.mean);
export const adaptiveMaxPooling1d = maker('AdaptiveMaxPooling1D', 1, tf.max);
export const adaptiveMaxPooling2d = maker('AdaptiveMaxPooling2D', 2, tf.max);
export const adaptiveMaxPooling3d = maker('AdaptiveMaxPooling3D', 3, tf.max);
