import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { Dropout, type DropoutOptions } from './dropout-class.ts';

/** `rate` is the fraction of channels that is dropped. */
export interface SpatialDropoutOptions extends DropoutOptions {
  /** Default: `'channelsLast'`. */
  dataFormat?: 'channelsFirst' | 'channelsLast';
}

/**
 * Drops whole channels of images, `[batch, height, width, channels]` (Tompson et al., 2015): next to each other, pixels
 * are alike, and plain dropout would take nothing away. Keras' `SpatialDropout2D`.
 *
 * @example
 * const convolution = tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3 });
 * tf.sequential({ layers: [convolution, spatialDropout2d({ rate: 0.2 })] });
 */
export function spatialDropout2d(options: SpatialDropoutOptions): tf.layers.Layer {
  return keeping(new SpatialDropout2D(options), options);
}

/** Drops whole channels of volumes, `[batch, depth, height, width, channels]`. Keras' `SpatialDropout3D`. */
export function spatialDropout3d(options: SpatialDropoutOptions): tf.layers.Layer {
  return keeping(new SpatialDropout3D(options), options);
}

/** tfjs' dropout with one draw for all places of a channel. */
class SpatialDropout extends Dropout {
  readonly dataFormat: 'channelsFirst' | 'channelsLast';

  constructor(options: SpatialDropoutOptions, rank: number) {
    super(options);
    this.dataFormat = options.dataFormat ?? 'channelsLast';
    this.inputSpec = [{ ndim: rank }];
  }

  override getNoiseShape({ shape }: tf.Tensor): number[] {
    const channels = this.dataFormat === 'channelsFirst' ? 1 : shape.length - 1;
    return shape.map((size, axis) => (axis === 0 || axis === channels ? size : 1));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dataFormat: this.dataFormat };
  }
}

class SpatialDropout2D extends SpatialDropout {
  static className = 'SpatialDropout2D';

  constructor(options: SpatialDropoutOptions) {
    super(options, 4);
  }
}

class SpatialDropout3D extends SpatialDropout {
  static className = 'SpatialDropout3D';

  constructor(options: SpatialDropoutOptions) {
    super(options, 5);
  }
}

tf.serialization.registerClass(SpatialDropout2D as never);
tf.serialization.registerClass(SpatialDropout3D as never);
