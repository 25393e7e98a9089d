import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';

export interface SubtractOptions {
  name?: string;
}

/**
 * The first of two inputs minus the second, whose shapes may differ where one of them is 1. Keras' `Subtract`.
 *
 * @throws EngineError `engine/invalid-options` for another number of inputs
 * @example
 * const [first, second] = [tf.input({ shape: [64] }), tf.input({ shape: [64] })];
 * subtract().apply([first, second]);
 */
export function subtract(options: SubtractOptions = {}): tf.layers.Layer {
  return keeping(new Subtract(options), options);
}

// tfjs keeps its base of merging layers to itself; the name spares its counter of names.
const Merge = Object.getPrototypeOf(tf.layers.add({ name: 'unused' }).constructor) as new (
  options: SubtractOptions,
) => tf.layers.Layer;

class Subtract extends Merge {
  static className = 'Subtract';

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const count = Array.isArray(inputShape[0]) ? inputShape.length : 1;
    if (count !== 2) {
      throw new EngineError('engine/invalid-options', `The layer "${this.name}" needs two inputs. Received: ${count}.`);
    }
    super.build(inputShape);
  }

  mergeFunction([first, second]: [tf.Tensor, tf.Tensor]): tf.Tensor {
    return first.sub(second);
  }
}

tf.serialization.registerClass(Subtract as never);
