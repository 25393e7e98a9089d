import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

export interface LayerScaleOptions {
  name?: string;
  /** What each channel is multiplied by at first; 1e-6 by default, as in ConvNeXt. */
  initValues?: number;
  inputShape?: (number | null)[];
}

/**
 * Multiplies each channel, the last axis, by a learned number that starts small (Touvron et al., 2021): put at the end
 * of a residual branch, it lets a deep network start as nearly the identity. The layer of that name in Keras' and
 * timm's ConvNeXt.
 *
 * @example
 * const branch = tf.layers.dense({ units: 40 }).apply(tf.input({ shape: [28, 28, 160] })) as tf.SymbolicTensor;
 * layerScale({ initValues: 1e-6 }).apply(branch);
 */
export function layerScale(options: LayerScaleOptions = {}): tf.layers.Layer {
  return keeping(new LayerScale(options), options);
}

class LayerScale extends tf.layers.Layer {
  static className = 'LayerScale';
  readonly #initValues: number;
  #gamma!: tf.LayerVariable;

  constructor({ initValues = 1e-6, ...options }: LayerScaleOptions) {
    super(options);
    this.#initValues = initValues;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = onlyShape(inputShape).at(-1) as number;
    const initializer = tf.initializers.constant({ value: this.#initValues });
    this.#gamma = this.addWeight('gamma', [channels], 'float32', initializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => only(inputs).mul(this.#gamma.read()));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), initValues: this.#initValues };
  }
}

tf.serialization.registerClass(LayerScale);
