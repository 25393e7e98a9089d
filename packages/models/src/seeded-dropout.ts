import { statelessUniform, tf } from '@sightline/engine';

/**
 * Inverted dropout as in Keras (Srivastava et al., 2014): while training, each unit is set to 0 with probability `rate` and the others are divided by
 * 1 - `rate`; otherwise the identity. The mask is a function of (maskSeed, step) alone, so a resumed run drops what the uninterrupted one would have.
 *
 * It is written to files as a plain `Dropout`, which any tfjs or Keras reads; `maskSeed` is ignored there. (tfjs' own `seed` would not do: it repeats one mask.)
 */
export class SeededDropout extends tf.layers.Layer {
  static className = 'SeededDropout';

  /** The training step whose mask is drawn: see {@link setDropoutStep}. */
  step = 0;
  readonly #rate: number;
  readonly #maskSeed: number;

  constructor(config: { name: string; rate: number; maskSeed: number }) {
    super(config);
    this.#rate = config.rate;
    this.#maskSeed = config.maskSeed;
    this.supportsMasking = true;
  }

  override getClassName(): string {
    return 'Dropout';
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.#rate, maskSeed: this.#maskSeed };
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const [input] = [inputs].flat() as [tf.Tensor];
    if (!training) return input;
    return tf.tidy(() => {
      const kept = statelessUniform(input.shape, [this.#maskSeed, this.step]).greaterEqual(this.#rate);
      return input.mul(kept.cast('float32').div(1 - this.#rate));
    });
  }
}
tf.serialization.registerClass(SeededDropout);

/** Sets the step whose masks every dropout layer of the model draws. Call it before each training step. */
export function setDropoutStep(model: tf.LayersModel, step: number): void {
  for (const layer of model.layers) if (layer instanceof SeededDropout) layer.step = step;
}
