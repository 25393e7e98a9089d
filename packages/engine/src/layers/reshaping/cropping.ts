import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';
import { type Pair, SpatialLayer, type SpatialOptions } from './spatial-axes.ts';

export interface Cropping1DOptions extends Omit<SpatialOptions, 'dataFormat'> {
  /** Time steps that are cut off before and after; 1 by default. */
  cropping?: number | [before: number, after: number];
}

export interface Cropping3DOptions extends SpatialOptions {
  /** Of all axes, or of depth, height and width each; 1 by default. */
  cropping?: number | (number | [before: number, after: number])[];
}

/** Cuts time steps off `[batch, time, features]`. Keras' `Cropping1D`. */
export function cropping1d(options: Cropping1DOptions = {}): tf.layers.Layer {
  return keeping(new Cropping1D(options), options);
}

/** Cuts the borders off volumes `[batch, depth, height, width, channels]`. Keras' `Cropping3D`. */
export function cropping3d(options: Cropping3DOptions = {}): tf.layers.Layer {
  return keeping(new Cropping3D(options), options);
}

class Cropping extends SpatialLayer {
  readonly #cropping: Pair[];

  constructor({ cropping = 1, ...options }: Cropping3DOptions, dimensions: number) {
    super(options, dimensions);
    this.#cropping = this.pairs('cropping', cropping);
  }

  /** @throws EngineError `engine/invalid-options` where nothing would be left */
  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.changed(onlyShape(inputShape), (size, index) => {
      const [before, after] = this.#cropping[index] as Pair;
      if (before + after < size) return size - before - after;
      throw this.refusal('cropping', this.#cropping, `pairs below the size of the axis, which is ${size}`);
    });
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = only(inputs);
    const begin = input.shape.map((_, axis) => this.#cropping[this.axes.indexOf(axis)]?.[0] ?? 0);
    return tf.slice(input, begin, this.computeOutputShape(input.shape) as number[]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const cropping = this.#cropping.map((pair) => [...pair]);
    return { ...super.getConfig(), cropping: this.dimensions === 1 ? (cropping[0] as number[]) : cropping };
  }
}

class Cropping1D extends Cropping {
  static className = 'Cropping1D';

  constructor(options: Cropping1DOptions) {
    super(options, 1);
  }
}

class Cropping3D extends Cropping {
  static className = 'Cropping3D';

  constructor(options: Cropping3DOptions) {
    super(options, 3);
  }
}

tf.serialization.registerClass(Cropping1D);
tf.serialization.registerClass(Cropping3D);
