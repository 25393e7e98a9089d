import { tf } from '@sightline/engine';
import type { CustomLoss } from '@sightline/trainer';

/** The cross-entropy of each sample, less of those that are easy (Lin et al., 2017). */
export const focal: CustomLoss<{ gamma: number }> = (targets, outputs, { settings }) => {
  const ofOwnClass = tf.clipByValue(tf.sum(tf.mul(targets, outputs), -1), 1e-7, 1);
  return tf.mul(tf.pow(tf.sub(1, ofOwnClass), settings.gamma), tf.neg(tf.log(ofOwnClass)));
};
