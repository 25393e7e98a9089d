import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';

export interface UnitNormalizationOptions {
  name?: string;
  /** Of `[batch, …]`, which are normalised together; −1, the default, is the last. */
  axis?: number | number[];
  inputShape?: (number | null)[];
}

/**
 * Scales each row to length 1, so that a dot product of two rows is the cosine of the angle between them. Keras'
 * `UnitNormalization`: a row shorter than 1e-12 is multiplied by 1e12.
 *
 * @example
 * tf.sequential({ layers: [tf.layers.dense({ inputShape: [128], units: 64 }), unitNormalization()] });
 */
export function unitNormalization(options: UnitNormalizationOptions = {}): tf.layers.Layer {
  return keeping(new UnitNormalization(options), options);
}

const SHORTEST = 1e-12;

class UnitNormalization extends tf.layers.Layer {
  static className = 'UnitNormalization';
  readonly axis: number | number[];

  constructor({ axis = -1, ...options }: UnitNormalizationOptions) {
    super(options);
    this.axis = axis;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [input] = [inputs].flat() as [tf.Tensor];
      // The smallest sum, rather than Keras' greatest factor: the same values, and a gradient where a row is 0.
      const squares = input
        .square()
        .sum(this.axis, true)
        .maximum(SHORTEST ** 2);
      return input.mul(squares.rsqrt());
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(UnitNormalization);
