import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { only, onlyShape } from '../mended/layer-class.ts';

export interface ClassTokenOptions {
  name?: string;
  inputShape?: (number | null)[];
}

/**
 * Puts a learned vector before the positions of `[batch, positions, features]` (Devlin et al., 2019; ViT): what
 * attention gathers there stands for the whole input. It starts as zeros.
 *
 * @example
 * const patches = patchEmbedding({ inputShape: [224, 224, 3], patchSize: 16, outputDim: 192 });
 * tf.sequential({ layers: [patches, classToken(), positionalEmbedding()] });
 */
export function classToken(options: ClassTokenOptions = {}): tf.layers.Layer {
  return keeping(new ClassToken(options), options);
}

class ClassToken extends tf.layers.Layer {
  static className = 'ClassToken';
  #token!: tf.LayerVariable;

  constructor(options: ClassTokenOptions) {
    super(options);
    this.inputSpec = [{ ndim: 3 }];
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const features = onlyShape(inputShape).at(-1) as number;
    this.#token = this.addWeight('token', [1, 1, features], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, positions = null, features = null] = onlyShape(inputShape);
    return [batch, positions === null ? null : positions + 1, features];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const input = only(inputs);
      return tf.concat([this.#token.read().tile([input.shape[0], 1, 1]), input], 1);
    });
  }
}

tf.serialization.registerClass(ClassToken);
