import { EngineError } from '../errors.ts';
import { tf } from '../tensorflow.ts';

/** Who takes targets, and of which form: class indices `[batch, …]`, values of the predictions' shape, or either. */
export interface Taker {
  /** As messages call it. */
  readonly name: string;
  readonly takes: 'classes' | 'values' | 'either';
}

/**
 * Targets in the shape that losses and metrics expect: the predictions', or `[batch, …]` for class indices. A
 * last axis of 1 is added or taken away, as Keras does; without it `[batch]` against `[batch, 1]` would
 * broadcast to every pair of samples.
 *
 * @throws EngineError `engine/invalid-options` when the shapes do not fit each other, or class indices come where rows
 * are needed, or the reverse
 */
export function alignTargets(targets: tf.Tensor, predictions: tf.Tensor, { name, takes }: Taker): tf.Tensor {
  const rows = predictions.shape.slice(0, -1);
  const [given, wanted, indices] = [targets.shape, predictions.shape, rows].map((shape) => shape.join(','));
  const areIndices = given === indices || given === `${indices},1`;
  if (takes === 'classes') {
    if (areIndices) return given === indices ? targets : targets.reshape(rows);
  } else {
    if (given === wanted) return targets;
    if (given === `${wanted},1` || (areIndices && wanted === `${indices},1`)) return targets.reshape(predictions.shape);
    if (areIndices && takes === 'either') return given === indices ? targets : targets.reshape(rows);
  }
  const allowed = {
    classes: `class indices [${indices}]`,
    values: `[${wanted}]`,
    either: `[${wanted}], or class indices [${indices}]`,
  };
  throw new EngineError(
    'engine/invalid-options',
    `The targets are [${given}], the predictions [${wanted}]. Allowed for ${name}: ${allowed[takes]}.${hint()}`,
  );

  function hint(): string {
    if (takes === 'classes' && given === wanted)
      return ' One-hot rows and class probabilities need categoricalCrossentropy.';
    if (takes === 'values' && areIndices)
      return (
        ' Class indices need sparseCategoricalCrossentropy; other losses need rows, one-hot for example, with a ' +
        'number for each unit.'
      );
    return '';
  }
}

/**
 * Class indices as int32. A fraction becomes −1, which is not a class, rather than the class below it.
 */
export function asClasses(targets: tf.Tensor): tf.Tensor {
  if (targets.dtype !== 'float32') return targets.toInt();
  const isWhole = targets.equal(targets.floor()).toFloat();
  return targets.add(1).mul(isWhole).sub(1).toInt();
}

/**
 * 0 for each class index, `[batch, …]`; TensorFlow refuses what is not a class, where a one-hot row would be all 0.
 */
export function requireClasses(indices: tf.Tensor, classes: number): tf.Tensor {
  return tf.gather(tf.zeros([classes]), indices);
}
