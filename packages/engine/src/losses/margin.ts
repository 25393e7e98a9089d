import { tf } from '../tensorflow.ts';
import type { LossFactories } from './loss.ts';

/** Targets 0 and 1 count as −1 and 1, as in Keras. */
function margins(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  const isBinary = tf.logicalOr(targets.equal(0), targets.equal(1)).all().toFloat();
  const signs = targets.mul(tf.add(1, isBinary)).sub(isBinary);
  return tf.relu(tf.sub(1, signs.mul(predictions)));
}

export const marginLosses: Pick<LossFactories, 'hinge' | 'squaredHinge' | 'categoricalHinge'> = {
  hinge: () => (targets, predictions) => margins(targets, predictions),
  squaredHinge: () => (targets, predictions) => margins(targets, predictions).square(),
  categoricalHinge: () => (targets, predictions) => {
    const right = targets.mul(predictions).sum(-1);
    const wrong = tf.sub(1, targets).mul(predictions).max(-1);
    return tf.relu(wrong.sub(right).add(1));
  },
};
