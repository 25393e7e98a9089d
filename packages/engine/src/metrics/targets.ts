import { EngineError } from '../errors.ts';
import { asClasses, requireClasses } from '../losses/align-targets.ts';
import { tf } from '../tensorflow.ts';

/** Class indices, int32 `[batch, …]`, of targets that are such already or one-hot rows. */
export function classesOf(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  return targets.rank === predictions.rank ? targets.argMax(-1) : targets.toInt();
}

/** One-hot rows of the predictions' shape, of targets that are such already or class indices. */
export function oneHotOf(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  if (targets.rank === predictions.rank) return targets.toFloat();
  const classes = predictions.shape.at(-1) as number;
  const indices = asClasses(targets);
  return tf.oneHot(indices, classes).toFloat().add(requireClasses(indices, classes).expandDims(-1));
}

/** 1 where a decision for the class would be right, else 0, in the predictions' shape. As in Keras, all but 0 are 1. */
export function positivesOf(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  return targets.rank === predictions.rank ? targets.notEqual(0).toFloat() : oneHotOf(targets, predictions);
}

/** The column of one class, `[batch, …, 1]`, or all when none is named. */
export function columnOf(values: tf.Tensor, classId: number | undefined): tf.Tensor {
  if (classId === undefined) return values;
  requireKnownClasses([classId], values.shape.at(-1) as number);
  return tf.gather(values, [classId], values.rank - 1);
}

/** @throws EngineError `engine/invalid-options` when one of the classes does not exist */
export function requireKnownClasses(classIds: readonly number[], classes: number): void {
  const missing = classIds.find((id) => id >= classes);
  if (missing === undefined) return;
  throw new EngineError(
    'engine/invalid-options',
    `A metric asks for class ${missing}. The output has ${classes} classes: 0 to ${classes - 1}.`,
  );
}
