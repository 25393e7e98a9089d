import { tf } from '../tensorflow.ts';

/** Class indices, int32 `[batch, …]`, of targets that are such already (perhaps with a last axis of 1) or one-hot rows. */
export function classesOf(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  const rows = predictions.shape.slice(0, -1);
  return sameShape(targets, predictions) ? targets.argMax(-1) : targets.reshape(rows).toInt();
}

/** One-hot rows of the predictions' shape, of targets that are such already or class indices. */
export function oneHotOf(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  if (sameShape(targets, predictions)) return targets.toFloat();
  const classes = predictions.shape.at(-1) as number;
  return classes === 1
    ? targets.reshape(predictions.shape).toFloat()
    : tf.oneHot(classesOf(targets, predictions) as tf.Tensor1D, classes).toFloat();
}

function sameShape(targets: tf.Tensor, predictions: tf.Tensor): boolean {
  return targets.rank === predictions.rank && targets.shape.at(-1) === predictions.shape.at(-1);
}
