import { EngineError } from '../errors.ts';
import { tf } from '../tensorflow.ts';
import { asClasses } from './align-targets.ts';
import type { LossFactories } from './loss.ts';

/** Keras' guard against the slope of a square root at 0. */
const EPSILON = 1e-16;

/** Losses of embeddings, whose pairs and triplets are made within the batch. One number of the whole batch each. */
export const embeddingLosses: Pick<LossFactories, 'tripletSemiHard' | 'contrastive'> = {
  /** The negative of each pair is the nearest of those that are farther than the positive, else the farthest one. */
  tripletSemiHard:
    ({ margin, distance }) =>
    (identities, embeddings) => {
      const { distances, positive, negative } = pairsOf(identities, embeddings, distance);
      const others = distances.expandDims(1);
      // [anchor, positive, negative]
      const isFarther = tf.logicalAnd(negative.expandDims(1), others.greater(distances.expandDims(2)));
      const nearest = tf.where(isFarther, others, tf.scalar(Infinity)).min(-1);
      const farthest = tf.where(negative, distances, tf.scalar(-1)).max(-1, true);
      const semiHard = tf.where(nearest.less(Infinity), nearest, farthest);
      const isTriplet = tf.logicalAnd(positive, negative.any(-1, true));
      return meanOver(isTriplet, tf.relu(distances.sub(semiHard).add(margin)));
    },
  contrastive:
    ({ margin }) =>
    (identities, embeddings) => {
      const { distances, positive, negative } = pairsOf(identities, embeddings, 'euclidean');
      const apart = tf.relu(tf.sub(margin, distances));
      return meanOver(tf.logicalOr(positive, negative), tf.where(positive, distances.square(), apart.square()));
    },
};

/**
 * Of the samples of a batch, `[batch, batch]`: how far apart they are, and which are of one identity and which are not;
 * no sample is a pair with itself.
 */
interface Pairs {
  readonly distances: tf.Tensor;
  readonly positive: tf.Tensor;
  readonly negative: tf.Tensor;
}

function pairsOf(targets: tf.Tensor, embeddings: tf.Tensor, distance: 'euclidean' | 'squaredEuclidean'): Pairs {
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
  return {
    distances: distancesOf(embeddings, distance),
    positive: tf.logicalAnd(isSame, isOther),
    negative: isSame.logicalNot(),
  };
}

/** `[batch, batch]`; with a finite slope where two embeddings are the same. */
function distancesOf(embeddings: tf.Tensor, distance: 'euclidean' | 'squaredEuclidean'): tf.Tensor {
  const lengths = embeddings.square().sum(-1, true);
  const products = tf.matMul(embeddings, embeddings, false, true);
  const squares = tf.relu(lengths.add(lengths.transpose()).sub(products.mul(2)));
  if (distance === 'squaredEuclidean') return squares;
  const isZero = squares.lessEqual(0).toFloat();
  return squares.add(isZero.mul(EPSILON)).sqrt().mul(tf.sub(1, isZero));
}

/** The mean of the values of those pairs, `[]`; 0 where there are none. */
function meanOver(pairs: tf.Tensor, values: tf.Tensor): tf.Tensor {
  const weights = pairs.toFloat();
  return values.mul(weights).sum().div(weights.sum().maximum(1));
}
