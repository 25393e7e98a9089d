import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';
import { SpatialLayer, type SpatialOptions } from '../reshaping/spatial-axes.ts';

/** The mean of each channel of volumes: `[batch, channels]`. Keras' `GlobalAveragePooling3D`. */
export function globalAveragePooling3d(options: SpatialOptions = {}): tf.layers.Layer {
  return keeping(new GlobalAveragePooling3D(options), options);
}

/** The maximum of each channel of volumes: `[batch, channels]`. Keras' `GlobalMaxPooling3D`. */
export function globalMaxPooling3d(options: SpatialOptions = {}): tf.layers.Layer {
  return keeping(new GlobalMaxPooling3D(options), options);
}

abstract class GlobalPooling3D extends SpatialLayer {
  constructor(options: SpatialOptions) {
    super(options, 3);
  }

  protected abstract pool(input: tf.Tensor, axes: number[]): tf.Tensor;

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape).filter((_, axis) => !this.axes.includes(axis));
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.pool(only(inputs), this.axes));
  }
}

class GlobalAveragePooling3D extends GlobalPooling3D {
  static className = 'GlobalAveragePooling3D';

  protected override pool(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.mean(input, axes);
  }
}

class GlobalMaxPooling3D extends GlobalPooling3D {
  static className = 'GlobalMaxPooling3D';

  protected override pool(input: tf.Tensor, axes: number[]): tf.Tensor {
    return tf.max(input, axes);
  }
}

tf.serialization.registerClass(GlobalAveragePooling3D);
tf.serialization.registerClass(GlobalMaxPooling3D);
