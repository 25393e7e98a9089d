import { deriveSeed } from '@sightline/contracts';
import { tf } from '../../tensorflow.ts';
import type { ActivationName } from '../activation/activations.ts';

type DenseOptions = Parameters<typeof tf.layers.dense>[0];
type Initializer = ReturnType<typeof tf.initializers.zeros>;
type Regularizer = ReturnType<typeof tf.regularizers.l2>;
type Constraint = ReturnType<typeof tf.constraints.nonNeg>;

const SETTINGS = [
  'activation',
  'useBias',
  'kernelInitializer',
  'biasInitializer',
  'kernelRegularizer',
  'biasRegularizer',
  'kernelConstraint',
  'biasConstraint',
] as const;

/** How kernels and biases begin, are penalised and are bounded: by name or as objects, as in `tf.layers.dense`. */
export interface KernelOptions extends Omit<Pick<DenseOptions, (typeof SETTINGS)[number]>, 'activation'> {
  activation?: ActivationName;
  name?: string;
  inputShape?: (number | null)[];
}

/** What tfjs makes of them. */
interface Resolved extends tf.layers.Layer {
  activation: { apply(x: tf.Tensor): tf.Tensor };
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer;
  readonly biasRegularizer: Regularizer;
  readonly kernelConstraint: Constraint;
  readonly biasConstraint: Constraint;
}

/** A layer of kernels and biases, with those settings of tfjs' dense layer. */
export abstract class KernelLayer extends tf.layers.Layer {
  /** tfjs resolves names of initialisers and the like only within its own layers. */
  readonly #dense: Resolved;

  constructor(options: KernelOptions) {
    super(options);
    const given = Object.fromEntries(SETTINGS.map((name) => [name, options[name]]));
    const kernelInitializer = options.kernelInitializer ?? 'glorotUniform';
    // The name spares tfjs' counter of names.
    const dense = tf.layers.dense({ ...given, kernelInitializer, units: 1, name: 'unused' });
    this.#dense = dense as unknown as Resolved;
  }

  get activation(): Resolved['activation'] {
    return this.#dense.activation;
  }

  set activation(activation: Resolved['activation']) {
    this.#dense.activation = activation;
  }

  get useBias(): boolean {
    return this.#dense.useBias;
  }

  /**
   * Adds a kernel of any shape that begins like a matrix `[inputs, outputs]`, as Keras counts the inputs and outputs of
   * its `EinsumDense`.
   *
   * @param of tells the kernels of one layer apart, lest one seed make them equal
   */
  protected addKernel(
    name: string,
    shape: number[],
    { inputs, outputs, of }: { inputs: number; outputs: number; of?: string },
  ): tf.LayerVariable {
    const { kernelInitializer, kernelRegularizer, kernelConstraint } = this.#dense;
    const { seed } = kernelInitializer as { seed?: number | null };
    const own = Object.create(kernelInitializer) as Initializer & { seed?: number };
    if (of !== undefined && typeof seed === 'number') own.seed = deriveSeed(seed, of);
    const initializer = Object.assign(Object.create(own) as Initializer, {
      apply: (_: tf.Shape, dtype?: tf.DataType) => tf.tidy(() => own.apply([inputs, outputs], dtype).reshape(shape)),
    });
    return this.addWeight(name, shape, 'float32', initializer, kernelRegularizer, true, kernelConstraint);
  }

  protected addBias(name: string, shape: number[]): tf.LayerVariable {
    const { biasInitializer, biasRegularizer, biasConstraint } = this.#dense;
    return this.addWeight(name, shape, 'float32', biasInitializer, biasRegularizer, true, biasConstraint);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const settings = this.#dense.getConfig();
    const kept = Object.fromEntries(SETTINGS.map((name) => [name, settings[name] ?? null]));
    return { ...super.getConfig(), ...kept };
  }
}

/**
 * The product of the last axes of a tensor with the first axes of a kernel, plus a bias of the kernel's other axes: as
 * one product of matrices.
 */
export function project(
  input: tf.Tensor,
  { kernel, bias, axes }: { kernel: tf.Tensor; bias?: tf.Tensor | undefined; axes: number },
): tf.Tensor {
  const free = input.shape.slice(0, input.rank - axes);
  const inputs = kernel.shape.slice(0, axes).reduce((all, size) => all * size, 1);
  const product = tf.matMul(input.reshape([-1, inputs]), kernel.reshape([inputs, -1]));
  const sum = bias ? product.add(bias.reshape([-1])) : product;
  return sum.reshape([...free, ...kernel.shape.slice(axes)]);
}
