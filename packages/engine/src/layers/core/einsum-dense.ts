import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';
import { axesOfProduct, type EinsumShapes, readEquation } from './einsum-equation.ts';
import { KernelLayer, type KernelOptions, project } from './kernel-layer.ts';

export interface EinsumDenseOptions extends Omit<KernelOptions, 'useBias'> {
  /** Of input and kernel: `'abc,cd->abd'`, or with dots for any axes before or after: `'...c,cd->...d'`. */
  equation: string;
  /** Without the batch, or without the axes that dots before stand for; `null` for a size that the input has. */
  outputShape: number | (number | null)[];
  /** The axes of the output along which a bias is added, as `'d'`; none by default. */
  biasAxes?: string | null;
}

/**
 * A dense layer over any axes, by Einstein's summation: Keras' `EinsumDense`. The kernel has the axes that the equation
 * gives it. An equation that is a matrix product is computed as one.
 *
 * @example
 * // [batch, positions, features] → [batch, positions, heads, size]
 * einsumDense({ equation: 'abc,cde->abde', outputShape: [null, 4, 16], biasAxes: 'de' });
 *
 * @throws EngineError `engine/invalid-options`, where it is first applied, for an equation that does not fit the shapes
 */
export function einsumDense(options: EinsumDenseOptions): tf.layers.Layer {
  return keeping(new EinsumDense(options), options);
}

class EinsumDense extends KernelLayer {
  static className = 'EinsumDense';
  readonly #equation: { equation: string; outputShape: (number | null)[]; biasAxes: string };
  #kernel: tf.LayerVariable | undefined;
  #bias: tf.LayerVariable | undefined;

  constructor(options: EinsumDenseOptions) {
    super(options);
    const { equation, outputShape, biasAxes } = options;
    this.#equation = {
      equation: equation.replaceAll(' ', ''),
      outputShape: [outputShape].flat(),
      biasAxes: biasAxes ?? '',
    };
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernel, bias, inputs, outputs } = this.#shapesOf(inputShape);
    this.#kernel = this.addKernel('kernel', kernel, { inputs, outputs });
    if (bias.length > 0) this.#bias = this.addBias('bias', bias);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.#shapesOf(inputShape).output;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [input, kernel, bias] = [only(inputs), (this.#kernel as tf.LayerVariable).read(), this.#bias?.read()];
      const axes = axesOfProduct(this.#equation.equation);
      const isWhole = axes !== undefined && bias?.rank === kernel.rank - axes && !bias.shape.includes(1);
      const product =
        axes === undefined
          ? tf.einsum(this.#equation.equation, input, kernel)
          : project(input, { kernel, bias: isWhole ? bias : undefined, axes });
      return this.activation.apply(bias && !isWhole ? product.add(bias) : product);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { useBias: _, ...config } = super.getConfig();
    const { equation, outputShape, biasAxes } = this.#equation;
    return { ...config, equation, outputShape, biasAxes: biasAxes || null };
  }

  #shapesOf(inputShape: tf.Shape | tf.Shape[]): EinsumShapes {
    return readEquation(this.name, this.#equation, onlyShape(inputShape));
  }
}

tf.serialization.registerClass(EinsumDense);
