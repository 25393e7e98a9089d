import { deriveSeed } from '@sightline/contracts';
import { statelessNormal, statelessUniform } from '../random.ts';
import { tf } from '../tensorflow.ts';

/**
 * What a recorded step knows that an eager call of a layer does not: the root seed of what layers draw, and the count
 * of steps before this one. A draw is a function of (seed, layer, the layer's draws before in the step, step), so a
 * resumed run draws what the uninterrupted one would have.
 */
export class StepContext {
  readonly #seed: number;
  readonly #step: tf.Tensor | undefined;
  readonly #frozen: ReadonlySet<tf.layers.Layer>;
  readonly #nameOf: (layer: string) => string;
  /**
   * Whether the number of time steps is open: recurrent layers become loops of the program then, and nothing that is
   * recorded follows from it but shapes.
   */
  readonly freeTime: boolean;
  readonly #draws = new Map<string, number>();

  /**
   * @param options.step int32 scalar, an input of the program; none at inference, where nothing is drawn
   * @param options.frozen layers that a model around them freezes
   * @param options.nameOf what layers are called in every process, where their own names may differ
   * @param options.freeTime only where a function is recorded; default: false
   */
  constructor({
    seed = 0,
    step,
    frozen = new Set(),
    nameOf = (layer) => layer,
    freeTime = false,
  }: {
    readonly seed?: number;
    readonly step?: tf.Tensor;
    readonly frozen?: ReadonlySet<tf.layers.Layer>;
    readonly nameOf?: (layer: string) => string;
    readonly freeTime?: boolean;
  }) {
    this.#seed = seed;
    this.#step = step;
    this.#frozen = frozen;
    this.#nameOf = nameOf;
    this.freeTime = freeTime;
  }

  isFrozen(layer: tf.layers.Layer): boolean {
    return !layer.trainable || this.#frozen.has(layer);
  }

  /** Floats of the standard normal distribution. */
  normal(layer: string, shape: number[]): tf.Tensor {
    return tf.tidy(() => statelessNormal(shape, this.#nextSeed(layer)));
  }

  /** 1 with probability `1 − rate`, else 0. */
  kept(layer: string, shape: number[], rate: number): tf.Tensor {
    return tf.tidy(() => statelessUniform(shape, this.#nextSeed(layer)).greaterEqual(rate).cast('float32'));
  }

  #nextSeed(own: string): tf.Tensor1D {
    const layer = this.#nameOf(own);
    const draws = this.#draws.get(layer) ?? 0;
    this.#draws.set(layer, draws + 1);
    const key = tf.scalar(deriveSeed(this.#seed, 'layer', layer, draws), 'int32');
    return tf.stack([key, this.#step as tf.Tensor]) as tf.Tensor1D;
  }
}
