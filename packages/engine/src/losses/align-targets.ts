import { EngineError } from '../errors.ts';
import type { tf } from '../tensorflow.ts';

/**
 * Targets in the shape that losses and metrics expect: the predictions', or `[batch, …]` for class indices. A last axis of 1 is added or taken away, as
 * Keras does; without it `[batch]` against `[batch, 1]` would broadcast to every pair of samples.
 *
 * @throws EngineError `engine/invalid-options` when the shapes do not fit each other
 */
export function alignTargets(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  const rows = predictions.shape.slice(0, -1);
  const [given, wanted, indices] = [targets.shape, predictions.shape, rows].map((shape) => shape.join(','));
  if (given === wanted) return targets;
  if (given === `${wanted},1`) return targets.reshape(predictions.shape);
  if (given === `${indices},1`) return targets.reshape(rows);
  if (given === indices) return wanted === `${indices},1` ? targets.reshape(predictions.shape) : targets;
  throw new EngineError(
    'engine/invalid-options',
    `The targets are [${given}], the predictions [${wanted}]. Allowed: targets [${wanted}], or class indices [${indices}].`,
  );
}
