import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';
import { type Pair, SpatialLayer, type SpatialOptions } from './spatial-axes.ts';

export interface ZeroPadding1DOptions extends Omit<SpatialOptions, 'dataFormat'> {
  /** Time steps of zeros before and after; 1 by default. */
  padding?: number | [before: number, after: number];
}

export interface ZeroPadding3DOptions extends SpatialOptions {
  /** Of all axes, or of depth, height and width each; 1 by default. */
  padding?: number | (number | [before: number, after: number])[];
}

/** Adds time steps of zeros to `[batch, time, features]`. Keras' `ZeroPadding1D`. */
export function zeroPadding1d(options: ZeroPadding1DOptions = {}): tf.layers.Layer {
  return keeping(new ZeroPadding1D(options), options);
}

/** Adds zeros around volumes `[batch, depth, height, width, channels]`. Keras' `ZeroPadding3D`. */
export function zeroPadding3d(options: ZeroPadding3DOptions = {}): tf.layers.Layer {
  return keeping(new ZeroPadding3D(options), options);
}

class ZeroPadding extends SpatialLayer {
  readonly #padding: Pair[];

  constructor({ padding = 1, ...options }: ZeroPadding3DOptions, dimensions: number) {
    super(options, dimensions);
    this.#padding = this.pairs('padding', padding);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.changed(onlyShape(inputShape), (size, index) => {
      const [before, after] = this.#padding[index] as Pair;
      return before + size + after;
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = only(inputs);
    return tf.pad(
      input,
      input.shape.map((_, axis) => [...(this.#padding[this.axes.indexOf(axis)] ?? [0, 0])] as [number, number]),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const padding = this.#padding.map((pair) => [...pair]);
    return { ...super.getConfig(), padding: this.dimensions === 1 ? (padding[0] as number[]) : padding };
  }
}

class ZeroPadding1D extends ZeroPadding {
  static className = 'ZeroPadding1D';

  constructor(options: ZeroPadding1DOptions) {
    super(options, 1);
  }
}

class ZeroPadding3D extends ZeroPadding {
  static className = 'ZeroPadding3D';

  constructor(options: ZeroPadding3DOptions) {
    super(options, 3);
  }
}

tf.serialization.registerClass(ZeroPadding1D);
tf.serialization.registerClass(ZeroPadding3D);
