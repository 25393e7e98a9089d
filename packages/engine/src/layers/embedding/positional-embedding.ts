import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

type EmbeddingOptions = Parameters<typeof tf.layers.embedding>[0];

export interface PositionalEmbeddingOptions {
  name?: string;
  /** Default: truncated normal with a standard deviation of 0.02, as in ViT. */
  embeddingsInitializer?: NonNullable<EmbeddingOptions['embeddingsInitializer']>;
  inputShape?: (number | null)[];
}

/**
 * Adds a learned vector to each position of `[batch, positions, features]`, or of an image `[batch, height, width,
 * features]` (Dosovitskiy et al., 2021): attention itself does not know where its inputs stand. One weight, of the
 * input's shape without the batch; for positions alone, that of KerasHub's `PositionEmbedding`.
 *
 * @throws EngineError `engine/invalid-options` for an input of an open length
 * @example
 * const patches = patchEmbedding({ inputShape: [32, 32, 3], patchSize: 4, outputDim: 64 });
 * tf.sequential({ layers: [patches, positionalEmbedding()] });
 */
export function positionalEmbedding(options: PositionalEmbeddingOptions = {}): tf.layers.Layer {
  return keeping(new PositionalEmbedding(options), options);
}

/** Resolves an initializer, which tfjs does only within its own layers. */
interface Resolved extends tf.layers.Layer {
  readonly embeddingsInitializer: ReturnType<typeof tf.initializers.zeros>;
}

class PositionalEmbedding extends tf.layers.Layer {
  static className = 'PositionalEmbedding';
  readonly #resolved: Resolved;
  #embeddings!: tf.LayerVariable;

  constructor({ embeddingsInitializer, ...options }: PositionalEmbeddingOptions) {
    super(options);
    this.#resolved = tf.layers.embedding({
      // The name spares tfjs' counter of names.
      name: 'unused',
      inputDim: 1,
      outputDim: 1,
      embeddingsInitializer: embeddingsInitializer ?? tf.initializers.truncatedNormal({ stddev: 0.02 }),
    }) as unknown as Resolved;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = onlyShape(inputShape).slice(1);
    if (shape.length < 2 || shape.includes(null)) {
      throw new EngineError(
        'engine/invalid-options',
        `The layer "${this.name}" needs an input of positions and features, [positions, features], whose sizes are ` +
          `known. Received: [${shape.map((size) => size ?? 'null').join(', ')}].`,
      );
    }
    this.#embeddings = this.addWeight('embeddings', shape, 'float32', this.#resolved.embeddingsInitializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => only(inputs).add(this.#embeddings.read()));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { embeddingsInitializer = null } = this.#resolved.getConfig();
    return { ...super.getConfig(), embeddingsInitializer };
  }
}

tf.serialization.registerClass(PositionalEmbedding);
