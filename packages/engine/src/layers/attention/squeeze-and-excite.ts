import { tf } from '../../tensorflow.ts';
import type { ActivationName } from '../activation/activations.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { requireCount } from '../checks/whole-numbers.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

type Dense = Parameters<typeof tf.layers.dense>[0];

export interface SqueezeAndExciteOptions {
  name?: string;
  /** Of the layer between both products: a fraction of the channels, 1/4 in MobileNetV3, 1/16 in the paper. */
  bottleneckFilters: number;
  /** After the first product; `relu` by default, `silu` in EfficientNet. */
  squeezeActivation?: ActivationName;
  /** After the second product; `sigmoid` by default, `hardSigmoid6` in MobileNetV3. */
  exciteActivation?: ActivationName;
  /** Of the first kernel; `glorotUniform` by default. */
  squeezeInitializer?: NonNullable<Dense['kernelInitializer']>;
  /** Of the second kernel; `glorotUniform` by default. */
  exciteInitializer?: NonNullable<Dense['kernelInitializer']>;
  inputShape?: (number | null)[];
}

/**
 * Squeeze-and-excite (Hu et al., 2018): weights the channels of `[batch, …, channels]` by their means over all
 * positions, through two products with an activation each. Its weights are those of the two 1×1 convolutions, kernel
 * and bias, by which MobileNetV3 and EfficientNet of Keras and timm do the same.
 *
 * @example
 * const convolution = tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3 });
 * tf.sequential({ layers: [convolution, squeezeAndExcite({ bottleneckFilters: 8, squeezeActivation: 'silu' })] });
 *
 * @throws EngineError `engine/invalid-options` for filters that are not a whole number of at least 1
 */
export function squeezeAndExcite(options: SqueezeAndExciteOptions): tf.layers.Layer {
  return keeping(new SqueezeAndExcite(options), options);
}

/** Resolves names of activations and initialisers, which tfjs does only within its own layers. */
interface Resolved extends tf.layers.Layer {
  readonly activation: { apply(x: tf.Tensor): tf.Tensor };
  readonly kernelInitializer: Parameters<tf.layers.Layer['addWeight']>[3];
}

class SqueezeAndExcite extends tf.layers.Layer {
  static className = 'SqueezeAndExcite';
  readonly #filters: number;
  readonly #squeeze: Resolved;
  readonly #excite: Resolved;
  #weights: { kernel: tf.LayerVariable; bias: tf.LayerVariable }[] = [];

  constructor(options: SqueezeAndExciteOptions) {
    const { bottleneckFilters, squeezeActivation, exciteActivation, squeezeInitializer, exciteInitializer, ...others } =
      options;
    super(others);
    this.#filters = requireCount(this, 'bottleneckFilters', bottleneckFilters);
    this.#squeeze = resolved(squeezeActivation ?? 'relu', squeezeInitializer);
    this.#excite = resolved(exciteActivation ?? 'sigmoid', exciteInitializer);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = onlyShape(inputShape).at(-1) as number;
    const add = (name: string, sizes: [number, number], { kernelInitializer }: Resolved) => ({
      kernel: this.addWeight(`${name}_kernel`, [1, 1, ...sizes], 'float32', kernelInitializer),
      bias: this.addWeight(`${name}_bias`, [sizes[1]], 'float32', tf.initializers.zeros()),
    });
    this.#weights = [
      add('squeeze', [channels, this.#filters], this.#squeeze),
      add('excite', [this.#filters, channels], this.#excite),
    ];
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = only(inputs);
      const places = [...input.shape.keys()].slice(1, -1);
      const means = places.length > 0 ? input.mean(places) : input;
      const weights = [this.#squeeze, this.#excite].reduce((values, { activation }, index) => {
        const { kernel, bias } = this.#weights[index] as { kernel: tf.LayerVariable; bias: tf.LayerVariable };
        const [rows, columns] = kernel.shape.slice(2) as [number, number];
        return activation.apply(tf.matMul(values, kernel.read().reshape([rows, columns])).add(bias.read()));
      }, means);
      const shape = input.shape.map((size, place) => (places.includes(place) ? 1 : size));
      return input.mul(weights.reshape(shape));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const [squeeze, excite] = [this.#squeeze.getConfig(), this.#excite.getConfig()];
    return {
      ...super.getConfig(),
      bottleneckFilters: this.#filters,
      squeezeActivation: squeeze.activation ?? null,
      exciteActivation: excite.activation ?? null,
      squeezeInitializer: squeeze.kernelInitializer ?? null,
      exciteInitializer: excite.kernelInitializer ?? null,
    };
  }
}

function resolved(activation: ActivationName, kernelInitializer: Dense['kernelInitializer'] = 'glorotUniform') {
  // The name spares tfjs' counter of names.
  const settings = { units: 1, activation, kernelInitializer, name: 'unused' };
  return tf.layers.dense(settings as Dense) as unknown as Resolved;
}

tf.serialization.registerClass(SqueezeAndExcite);
