import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { requireCount } from '../checks/whole-numbers.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

export interface SpectralNormalizationOptions {
  name?: string;
  /** With a `kernel`, or `embeddings`. */
  layer: tf.layers.Layer;
  /** For each training step; 1 by default. */
  powerIterations?: number;
  inputShape?: (number | null)[];
}

/**
 * Divides a layer's kernel by its greatest singular value before each training step (Miyato et al., 2018), so that the
 * layer stretches no difference of its inputs. Keras' `SpectralNormalization`: the value is approximated by power
 * iterations from step to step, and the kernel itself is replaced.
 *
 * @throws EngineError `engine/invalid-options` for a layer without a kernel, and for iterations that are not a whole
 *   number of at least 1
 * @example
 * const layer = tf.layers.conv2d({ filters: 8, kernelSize: 3 });
 * tf.sequential({ layers: [spectralNormalization({ layer, inputShape: [28, 28, 1] })] });
 */
export function spectralNormalization(options: SpectralNormalizationOptions): tf.layers.Layer {
  return keeping(new SpectralNormalization(options), options);
}

interface WrapperLayer extends tf.layers.Layer {
  readonly layer: tf.layers.Layer;
}

interface Weighted {
  readonly kernel?: tf.LayerVariable;
  readonly embeddings?: tf.LayerVariable;
}

const wrapper = tf.layers.timeDistributed({ name: 'unused', layer: tf.layers.flatten({ name: 'unused' }) });
// tfjs keeps its base of wrappers to itself; the names spare its counter of names.
const Wrapper = Object.getPrototypeOf(wrapper.constructor) as new (
  options: Omit<SpectralNormalizationOptions, 'powerIterations'>,
) => WrapperLayer;

/** Keras' guard against rows of zeros. */
const SHORTEST = 1e-12;

class SpectralNormalization extends Wrapper {
  static className = 'SpectralNormalization';
  readonly #powerIterations: number;
  #kernel!: tf.LayerVariable;
  #vector!: tf.LayerVariable;

  constructor({ powerIterations = 1, ...options }: SpectralNormalizationOptions) {
    super(options);
    this.#powerIterations = requireCount(this, 'powerIterations', powerIterations);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { layer } = this;
    if (!layer.built) layer.build(onlyShape(inputShape));
    layer.built = true;
    const { kernel, embeddings } = layer as Weighted;
    const weight = kernel ?? embeddings;
    if (!weight) {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${this.name}" wraps "${layer.name}", a ${layer.getClassName()}, which has no kernel.`,
      );
    }
    this.#kernel = weight;
    const initializer = tf.initializers.truncatedNormal({ stddev: 0.02 });
    const columns = weight.shape.at(-1) as number;
    this.#vector = this.addWeight('vector_u', [1, columns], 'float32', initializer, undefined, false);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.layer.computeOutputShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      if (kwargs.training) this.#normalise();
      return this.layer.apply(only(inputs), kwargs) as tf.Tensor;
    });
  }

  /** In float32 whatever the precision: without products of matrices. */
  #normalise(): void {
    const kernel = this.#kernel.read();
    const rows = kernel.reshape([-1, kernel.shape.at(-1) as number]);
    const before = this.#vector.read();
    let right = before;
    let left = rows;
    for (let iteration = 0; iteration < this.#powerIterations; iteration++) {
      left = ofLengthOne(rows.mul(right).sum(1, true));
      right = ofLengthOne(rows.mul(left).sum(0, true));
    }
    const greatest = rows.mul(left).mul(right).sum();
    // A kernel of zeros stays one, and the vector what it is.
    const isZero = kernel.abs().max().equal(0);
    this.#kernel.write(kernel.div(tf.where(isZero, tf.onesLike(greatest), greatest)));
    this.#vector.write(tf.where(isZero, before, right));
  }

  override get nonTrainableWeights(): tf.LayerVariable[] {
    return [...(this.built ? [this.#vector] : []), ...super.nonTrainableWeights];
  }

  override getWeights(): tf.Tensor[] {
    return this.weights.map((weight) => weight.read());
  }

  override setWeights(values: tf.Tensor[]): void {
    tf.layers.Layer.prototype.setWeights.call(this, values);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), powerIterations: this.#powerIterations };
  }
}

function ofLengthOne(vector: tf.Tensor): tf.Tensor {
  return vector.mul(
    vector
      .square()
      .sum()
      .maximum(SHORTEST ** 2)
      .rsqrt(),
  );
}

tf.serialization.registerClass(SpectralNormalization as never);
