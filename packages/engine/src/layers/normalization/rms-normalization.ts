import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

export interface RMSNormalizationOptions {
  name?: string;
  /** Of `[batch, …]`, which are normalised together; −1, the default, is the last. */
  axis?: number | number[];
  /** Added to the mean of squares; 1e-6 by default. */
  epsilon?: number;
  inputShape?: (number | null)[];
}

/**
 * Root mean square normalisation (Zhang and Sennrich, 2019), Keras' `RMSNormalization`: divides by the root of the mean
 * of squares, then multiplies by a learned scale. Layer normalisation without a mean and an offset.
 *
 * @example
 * tf.sequential({ layers: [rmsNormalization({ inputShape: [49, 192] })] });
 */
export function rmsNormalization(options: RMSNormalizationOptions = {}): tf.layers.Layer {
  return keeping(new RMSNormalization(options), options);
}

class RMSNormalization extends tf.layers.Layer {
  static className = 'RMSNormalization';
  readonly axis: number | number[];
  readonly epsilon: number;
  #scale!: tf.LayerVariable;

  constructor({ axis = -1, epsilon = 1e-6, ...options }: RMSNormalizationOptions) {
    super(options);
    this.axis = axis;
    this.epsilon = epsilon;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = onlyShape(inputShape);
    const sizes = this.#placesIn(shape).map((place) => shape[place] as number);
    this.#scale = this.addWeight('scale', sizes, 'float32', tf.initializers.ones());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = only(inputs);
      const places = this.#placesIn(input.shape);
      const inverse = input.square().mean(places, true).add(this.epsilon).rsqrt();
      const shape = input.shape.map((size, place) => (places.includes(place) ? size : 1));
      return input.mul(inverse).mul(this.#scale.read().reshape(shape));
    });
  }

  #placesIn({ length }: tf.Shape): number[] {
    return [this.axis]
      .flat()
      .map((axis) => (axis + length) % length)
      .sort((a, b) => a - b);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis, epsilon: this.epsilon };
  }
}

tf.serialization.registerClass(RMSNormalization);
