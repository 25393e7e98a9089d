import { EngineError } from '../../errors.ts';
import { tf } from '../../tensorflow.ts';
import { asClasses } from '../align-targets.ts';

/** Keras' guard against the slope of a square root at 0. */
const EPSILON = 1e-16;

/** Of the samples of a batch, `[batch, batch]`: which are of one identity and which are not; none is its own pair. */
export interface Pairs {
  readonly positive: tf.Tensor;
  readonly negative: tf.Tensor;
}

/** @throws EngineError `engine/invalid-options` unless predictions are `[batch, units]` */
export function pairsOf(targets: tf.Tensor, embeddings: tf.Tensor): Pairs {
  if (embeddings.rank !== 2) {
    throw new EngineError(
      'engine/invalid-options',
      `A loss of embeddings is given predictions [${embeddings.shape.join(', ')}]. Allowed: [batch, units].`,
    );
  }
  const identities = asClasses(targets);
  const isSame = identities.expandDims(1).equal(identities.expandDims(0));
  const places = tf.onesLike(identities).cumsum();
  const isOther = places.expandDims(1).notEqual(places.expandDims(0));
  return { positive: tf.logicalAnd(isSame, isOther), negative: isSame.logicalNot() };
}

/** Of each row from each other one, `[rows, others]`. */
export function squaredDistances(rows: tf.Tensor, others: tf.Tensor): tf.Tensor {
  const [lengths, otherLengths] = [rows, others].map((each) => each.square().sum(-1, true)) as [tf.Tensor, tf.Tensor];
  const products = tf.matMul(rows, others, false, true);
  return tf.relu(lengths.add(otherLengths.transpose()).sub(products.mul(2)));
}

/** `[batch, batch]`; with a finite slope where two embeddings are the same. */
export function distancesOf(embeddings: tf.Tensor, distance: 'euclidean' | 'squaredEuclidean'): tf.Tensor {
  const squares = squaredDistances(embeddings, embeddings);
  if (distance === 'squaredEuclidean') return squares;
  const isZero = squares.lessEqual(0).toFloat();
  return squares.add(isZero.mul(EPSILON)).sqrt().mul(tf.sub(1, isZero));
}

/** The mean of the values where `counted` is true, `[]`; 0 where it is nowhere. */
export function meanOver(counted: tf.Tensor, values: tf.Tensor): tf.Tensor {
  const weights = counted.toFloat();
  return values.mul(weights).sum().div(weights.sum().maximum(1));
}
