import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { forgetMasks } from './recurrent-dropout.ts';

type CellArgs = Parameters<typeof tf.layers.gruCell>[0];
type Cell = ReturnType<typeof tf.layers.gruCell>;
type Kwargs = Parameters<tf.layers.Layer['call']>[1];

/** What a GRU can be made of: tfjs' settings, and Keras' `resetAfter`. */
export interface GRUOptions extends Omit<Parameters<typeof tf.layers.gru>[0], 'cell'> {
  /** Whether the reset gate is applied after the product with the recurrent kernel. Default: true. */
  resetAfter?: boolean;
}

/** Keras' defaults where tfjs has older ones. */
const KERAS_DEFAULTS = { recurrentActivation: 'sigmoid', kernelInitializer: 'glorotUniform' } as const;

/**
 * Gated recurrent unit (Cho et al., 2014) with the settings, defaults and weights of Keras' `GRU`: kernel `[features, 3
 * · units]`, recurrent kernel `[units, 3 · units]`, bias `[2, 3 · units]` (of the inputs, of the state) or, with
 * `resetAfter: false`, `[3 · units]`.
 */
export function gru(options: GRUOptions): tf.layers.Layer {
  const { resetAfter = true, ...args } = options;
  return resetAfter ? keeping(new ResetAfterGRU(args), args) : tf.layers.gru({ ...KERAS_DEFAULTS, ...args });
}

// tfjs keeps the class to itself; the name spares its counter of names.
const GRUCell = tf.layers.gruCell({ units: 1, name: 'unused' }).constructor as new (args: CellArgs) => Cell;

/** tfjs' GRU cell with the reset gate after the product. */
class ResetAfterGRUCell extends GRUCell {
  static className = 'ResetAfterGRUCell';

  constructor(args: CellArgs) {
    super({ ...KERAS_DEFAULTS, ...args, resetAfter: false });
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const features = (inputShape as tf.Shape).at(-1) as number;
    const sums = 3 * this.units;
    this.kernel = this.addWeight(
      'kernel',
      [features, sums],
      'float32',
      this.kernelInitializer,
      this.kernelRegularizer,
      true,
      this.kernelConstraint,
    );
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [this.units, sums],
      'float32',
      this.recurrentInitializer,
      this.recurrentRegularizer,
      true,
      this.recurrentConstraint,
    );
    if (this.useBias) {
      this.bias = this.addWeight(
        'bias',
        [2, sums],
        'float32',
        this.biasInitializer,
        this.biasRegularizer,
        true,
        this.biasConstraint,
      );
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: Kwargs): tf.Tensor[] {
    return tf.tidy(() => {
      const [input, state] = inputs as [tf.Tensor2D, tf.Tensor2D];
      if (training) this.#drawMasks(input, state);
      const [x, h] = [masked(input, this.dropoutMask), masked(state, this.recurrentDropoutMask)];
      const [inputBias, stateBias] = this.useBias ? tf.unstack(this.bias.read()) : [];
      const forInput = plus(tf.matMul(x, this.kernel.read()), inputBias);
      const forState = plus(tf.matMul(h, this.recurrentKernel.read()), stateBias);
      const [updateInput, resetInput, candidateInput] = tf.split(forInput, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const [updateState, resetState, candidateState] = tf.split(forState, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const update = this.recurrentActivation.apply(updateInput.add(updateState));
      const reset = this.recurrentActivation.apply(resetInput.add(resetState));
      const candidate = this.activation.apply(candidateInput.add(reset.mul(candidateState)));
      const output = update.mul(h).add(tf.sub(1, update).mul(candidate));
      return [output, output];
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), resetAfter: true };
  }

  /** One of each a sequence: the layer forgets them when the next begins. */
  #drawMasks(input: tf.Tensor, state: tf.Tensor): void {
    const draw = (this.dropoutFunc ?? tf.dropout) as (ones: tf.Tensor, rate: number) => tf.Tensor;
    if (this.dropout > 0) this.dropoutMask ??= tf.keep(draw(tf.onesLike(input), this.dropout));
    if (this.recurrentDropout > 0) {
      this.recurrentDropoutMask ??= tf.keep(draw(tf.onesLike(state), this.recurrentDropout));
    }
  }
}

/** The layer of {@link gru}. */
class ResetAfterGRU extends tf.layers.RNN {
  static override className = 'ResetAfterGRU';

  constructor(args: CellArgs) {
    super({ ...args, cell: new ResetAfterGRUCell(args) });
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Kwargs): tf.Tensor | tf.Tensor[] {
    forgetMasks(this.cell);
    return super.call(inputs, kwargs);
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }
}

tf.serialization.registerClass(ResetAfterGRUCell as never);
tf.serialization.registerClass(ResetAfterGRU);

function masked<T extends tf.Tensor>(tensor: T, mask: tf.Tensor | tf.Tensor[] | null): T {
  return mask ? tensor.mul(mask as tf.Tensor) : tensor;
}

function plus(tensor: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  return bias ? tensor.add(bias) : tensor;
}
