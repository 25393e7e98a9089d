import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';
import { SpatialLayer, type SpatialOptions } from './spatial-axes.ts';

export interface UpSampling1DOptions extends Omit<SpatialOptions, 'dataFormat'> {
  /** How often each time step is repeated; 2 by default. */
  size?: number;
}

export interface UpSampling3DOptions extends SpatialOptions {
  /** How often all are repeated, or along depth, height and width each; 2 by default. */
  size?: number | [depth: number, height: number, width: number];
}

/** Repeats each time step of `[batch, time, features]`. Keras' `UpSampling1D`. */
export function upSampling1d(options: UpSampling1DOptions = {}): tf.layers.Layer {
  return keeping(new UpSampling1D(options), options);
}

/** Repeats each place of volumes `[batch, depth, height, width, channels]`. Keras' `UpSampling3D`. */
export function upSampling3d(options: UpSampling3DOptions = {}): tf.layers.Layer {
  return keeping(new UpSampling3D(options), options);
}

class UpSampling extends SpatialLayer {
  readonly #size: number[];

  constructor({ size = 2, ...options }: UpSampling3DOptions, dimensions: number) {
    super(options, dimensions);
    this.#size = this.sizes('size', size);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.changed(onlyShape(inputShape), (size, index) => size * (this.#size[index] as number));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      this.axes.reduce((tensor, axis, index) => repeated(tensor, axis, this.#size[index] as number), only(inputs)),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.dimensions === 1 ? (this.#size[0] as number) : this.#size };
  }
}

/** By a product with ones: tfjs' repetitions have no gradient of so many axes. */
function repeated(tensor: tf.Tensor, axis: number, times: number): tf.Tensor {
  const ones = tf.ones([times, ...tensor.shape.slice(axis + 1).map(() => 1)]);
  const shape = tensor.shape.map((size, place) => (place === axis ? size * times : size));
  return tensor
    .expandDims(axis + 1)
    .mul(ones)
    .reshape(shape);
}

class UpSampling1D extends UpSampling {
  static className = 'UpSampling1D';

  constructor(options: UpSampling1DOptions) {
    super(options, 1);
  }
}

class UpSampling3D extends UpSampling {
  static className = 'UpSampling3D';

  constructor(options: UpSampling3DOptions) {
    super(options, 3);
  }
}

tf.serialization.registerClass(UpSampling1D);
tf.serialization.registerClass(UpSampling3D);
