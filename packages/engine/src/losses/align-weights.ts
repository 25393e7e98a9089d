import { EngineError } from '../errors.ts';
import type { tf } from '../tensorflow.ts';
import { meanBeyond, meanOfSample } from './reduce.ts';

/**
 * Weights of samples, `[batch]`, or of the positions of predictions `[batch, …, size]`, `[batch, …]`; axes of 1 after
 * them are taken away, as Keras does.
 *
 * @throws EngineError `engine/invalid-options` for another shape, which would broadcast
 */
export function alignWeights(weights: tf.Tensor, predictions: tf.Tensor, output: string): tf.Tensor {
  const [samples = 0] = predictions.shape;
  const positions = predictions.rank > 1 ? predictions.shape.slice(0, -1) : predictions.shape;
  const [given, wanted, ofSamples] = [weights.shape, positions, [samples]].map((shape) => shape.join(','));
  if (given === ofSamples || given === wanted) return weights;
  if (given === `${wanted},1`) return weights.reshape(positions);
  if (weights.rank > 1 && weights.shape[0] === samples && weights.size === samples) return weights.reshape([samples]);
  throw new EngineError(
    'engine/invalid-options',
    `The weights of ${output} are [${weights.shape.join(', ')}], its predictions [${predictions.shape.join(', ')}]. ` +
      `Allowed: one for each sample, [${samples}], or for each position, [${positions.join(', ')}]. Outputs of ` +
      'other shapes take weights by their names: weights: { <output>: … }.',
  );
}

/**
 * `values` `[batch, …]`, each times the weight of its sample or position; one number of a whole batch, `[]`, times
 * their mean, as in Keras.
 */
export function weighted(values: tf.Tensor, weights: tf.Tensor | undefined): tf.Tensor {
  if (!weights) return values;
  if (values.rank === 0) return values.mul(weights.mean());
  const { shape, rank } = weights;
  if (String(values.shape.slice(0, rank)) === String(shape)) {
    return values.mul(weights.reshape([...shape, ...values.shape.slice(rank).fill(1)]));
  }
  throw new EngineError(
    'engine/invalid-options',
    `Weights or a mask of positions are [${shape.join(', ')}], what they weigh is [${values.shape.join(', ')}]. ` +
      'A custom loss or metric gives one number for each position, [batch, …]: the shape of the predictions without ' +
      'their last axis.',
  );
}

/** The mean of losses `[batch, …]`, each of a sample or position times its weight. */
export function weightedMean(losses: tf.Tensor, weights: tf.Tensor | undefined): tf.Tensor {
  const ofWeighted = weights && weights.rank > 1 ? meanBeyond(losses, weights.rank) : meanOfSample(losses);
  return weighted(ofWeighted, weights).mean();
}

/** Weights times weights, of samples or of positions. */
export function product(some: tf.Tensor | undefined, others: tf.Tensor | undefined): tf.Tensor | undefined {
  if (!some || !others) return some ?? others;
  return some.rank < others.rank ? weighted(others, some) : weighted(some, others);
}
