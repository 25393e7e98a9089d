import { sparseSoftmaxCrossEntropy } from '../../kernels/cross-entropy.ts';
import { tf } from '../../tensorflow.ts';
import { asClasses } from '../align-targets.ts';
import type { Loss, LossFactories } from '../loss.ts';

/** Keeps the slope of the angle at 0 and π finite. */
const EPSILON = 1e-6;

/**
 * Cross-entropies of cosines `[batch, classes]`, those between an embedding and a direction for each class: that of
 * the sample's own class must win by a margin.
 */
export const angularMargins: Pick<LossFactories, 'arcFace' | 'cosFace'> = {
  /** cos(angle + margin); past π it would rise again, so that it goes on falling straight. */
  arcFace: ({ margin, scale }) =>
    crossEntropyOf(scale, (cosines) => {
      const sines = tf.sub(1, cosines.square()).sqrt();
      const moved = cosines.mul(Math.cos(margin)).sub(sines.mul(Math.sin(margin)));
      return tf.where(cosines.greaterEqual(-Math.cos(margin)), moved, cosines.sub(margin * Math.sin(margin)));
    }),
  cosFace: ({ margin, scale }) => crossEntropyOf(scale, (cosines) => cosines.sub(margin)),
};

/** @param moved the cosine of the own class, less the margin */
function crossEntropyOf(scale: number, moved: (cosines: tf.Tensor) => tf.Tensor): Loss {
  return (targets, predictions) => {
    const indices = asClasses(targets);
    const cosines = predictions.clipByValue(EPSILON - 1, 1 - EPSILON);
    const isOwn = tf.oneHot(indices, cosines.shape.at(-1) as number).toBool();
    const logits = tf.where(isOwn, moved(cosines), cosines).mul(scale);
    return sparseSoftmaxCrossEntropy(logits, indices);
  };
}
