import { tf } from '@sightline/engine';
import { chain } from './chain.ts';

/**
 * The mean of the steps of a sequence `[batch, steps, features]`, weighted by the softmax of a score of each, `[batch,
 * steps, 1]`: `[batch, features]`
 */
export function weightedMean(sequence: tf.SymbolicTensor, scores: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  const [, steps = 0] = sequence.shape as number[];
  const weights = chain(scores, [
    tf.layers.flatten({ name: `${name}_scores` }),
    tf.layers.softmax({ name: `${name}_weights`, axis: -1 }),
    tf.layers.reshape({ name: `${name}_column`, targetShape: [steps, 1] }),
  ]);
  const sum = tf.layers.dot({ name: `${name}_sum`, axes: 1 }).apply([sequence, weights]) as tf.SymbolicTensor;
  return chain(sum, [tf.layers.flatten({ name: `${name}_mean` })]);
}
