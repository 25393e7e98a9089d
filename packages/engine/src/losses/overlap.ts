import { tf } from '../tensorflow.ts';
import type { LossFactories } from './loss.ts';
import { flattened } from './reduce.ts';

/** Keras' smoothing of empty overlaps. */
const EPSILON = 1e-7;

export const overlaps: Pick<LossFactories, 'dice' | 'tversky'> = {
  dice: () => (targets, predictions) => {
    const [expected, actual] = [flattened(targets), flattened(predictions)];
    const common = expected.mul(actual).sum(-1);
    return tf.sub(
      1,
      common
        .mul(2)
        .add(EPSILON)
        .div(expected.sum(-1).add(actual.sum(-1)).add(EPSILON)),
    );
  },
  /** As Keras 3.15 computes it: `alpha` weighs the misses, `beta` the false positives (its documentation says the reverse). */
  tversky:
    ({ alpha, beta }) =>
    (targets, predictions) => {
      const [expected, actual] = [flattened(targets), flattened(predictions)];
      const hits = expected.mul(actual).sum(-1);
      const falsePositives = tf.sub(1, expected).mul(actual).sum(-1);
      const misses = expected.mul(tf.sub(1, actual)).sum(-1);
      return tf.sub(1, hits.div(hits.add(misses.mul(alpha)).add(falsePositives.mul(beta)).add(EPSILON)));
    },
};
