import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { requireCount } from '../checks/whole-numbers.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

type EmbeddingOptions = Parameters<typeof tf.layers.embedding>[0];

export interface PositionalEmbeddingOptions {
  name?: string;
  /** The most positions that an input may have: then their number may be open. Default: as many as the input has. */
  sequenceLength?: number | null;
  /** Default: truncated normal with a standard deviation of 0.02, as in ViT. */
  embeddingsInitializer?: NonNullable<EmbeddingOptions['embeddingsInitializer']>;
  inputShape?: (number | null)[];
}

/**
 * Adds a learned vector to each position of `[batch, positions, features]`, or of an image `[batch, height, width,
 * features]` (Dosovitskiy et al., 2021): attention itself does not know where its inputs stand. One weight, of the
 * input's shape without the batch. With `sequenceLength` it is KerasHub's `PositionEmbedding`: a weight
 * `[sequenceLength, features]`, of which `[batch, positions, features]` take as many as there are positions.
 *
 * @throws EngineError `engine/invalid-options` for an open length without `sequenceLength`, and for more positions than
 *   that
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
  readonly #sequenceLength: number | undefined;
  #embeddings!: tf.LayerVariable;

  constructor({ embeddingsInitializer, sequenceLength, ...options }: PositionalEmbeddingOptions) {
    super(options);
    this.#sequenceLength =
      sequenceLength === undefined || sequenceLength === null
        ? undefined
        : requireCount(this, 'sequenceLength', sequenceLength);
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
    const given = onlyShape(inputShape).slice(1);
    const most = this.#sequenceLength;
    const isSequence = given.length === 2 && (given[0] ?? 0) <= (most ?? 0);
    const shape = most !== undefined && isSequence ? [most, given[1] as number | null] : given;
    if (shape.length < 2 || shape.includes(null) || (most !== undefined && !isSequence)) {
      throw this.#refusal(given);
    }
    this.#embeddings = this.addWeight('embeddings', shape, 'float32', this.#resolved.embeddingsInitializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = only(inputs);
      const embeddings = this.#embeddings.read();
      if (this.#sequenceLength === undefined) return input.add(embeddings);
      const [, positions, features] = input.shape as [number, number, number];
      if (positions > this.#sequenceLength) throw this.#refusal([positions, features]);
      return input.add(embeddings.slice([0, 0], [positions, features]));
    });
  }

  #refusal(given: tf.Shape): EngineError {
    const most = this.#sequenceLength;
    const sizes =
      most === undefined
        ? 'whose sizes are known, or a sequenceLength'
        : `of at most ${most} positions (sequenceLength)`;
    return new EngineError(
      'engine/invalid-options',
      `The layer "${this.name}" needs an input of positions and features, [positions, features], ${sizes}. ` +
        `Received: [${given.map((size) => size ?? 'null').join(', ')}].`,
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { embeddingsInitializer = null } = this.#resolved.getConfig();
    return { ...super.getConfig(), sequenceLength: this.#sequenceLength ?? null, embeddingsInitializer };
  }
}

tf.serialization.registerClass(PositionalEmbedding);
