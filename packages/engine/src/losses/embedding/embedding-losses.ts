import { tf } from '../../tensorflow.ts';
import type { LossFactories } from '../loss.ts';
import { distancesOf, meanOver, pairsOf, squaredDistances } from './pairs.ts';

/** Keras' shortest row to be scaled to length 1. */
const SHORTEST = 1e-12;
/** A logarithm that adds nothing to a sum of exponentials, and whose slope is a number. */
const NOTHING = -1e9;

/** Losses of embeddings, whose pairs and triplets are made within the batch. One number of the whole batch each. */
export const embeddingLosses: Pick<
  LossFactories,
  'tripletSemiHard' | 'tripletHard' | 'contrastive' | 'ntXent' | 'prototypical'
> = {
  /** The negative of each pair is the nearest of those that are farther than the positive, else the farthest one. */
  tripletSemiHard:
    ({ margin, distance }) =>
    (identities, embeddings) => {
      const { positive, negative } = pairsOf(identities, embeddings);
      const distances = distancesOf(embeddings, distance);
      const others = distances.expandDims(1);
      // [anchor, positive, negative]
      const isFarther = tf.logicalAnd(negative.expandDims(1), others.greater(distances.expandDims(2)));
      const nearest = tf.where(isFarther, others, tf.scalar(Infinity)).min(-1);
      const farthest = tf.where(negative, distances, tf.scalar(-1)).max(-1, true);
      const semiHard = tf.where(nearest.less(Infinity), nearest, farthest);
      const isTriplet = tf.logicalAnd(positive, negative.any(-1, true));
      return meanOver(isTriplet, tf.relu(distances.sub(semiHard).add(margin)));
    },
  /** One triplet for each anchor, of its farthest positive and its nearest negative. */
  tripletHard:
    ({ margin, distance }) =>
    (identities, embeddings) => {
      const { positive, negative } = pairsOf(identities, embeddings);
      const distances = distancesOf(embeddings, distance);
      const farthest = tf.where(positive, distances, tf.scalar(-1)).max(-1);
      const nearest = tf.where(negative, distances, tf.scalar(Infinity)).min(-1);
      const isTriplet = tf.logicalAnd(positive.any(-1), negative.any(-1));
      return meanOver(isTriplet, tf.relu(farthest.sub(nearest).add(margin)));
    },
  contrastive:
    ({ margin }) =>
    (identities, embeddings) => {
      const { positive, negative } = pairsOf(identities, embeddings);
      const distances = distancesOf(embeddings, 'euclidean');
      const apart = tf.relu(tf.sub(margin, distances));
      return meanOver(tf.logicalOr(positive, negative), tf.where(positive, distances.square(), apart.square()));
    },
  /** The cross-entropy of telling the positive of each pair from all negatives of its anchor. */
  ntXent:
    ({ temperature }) =>
    (identities, embeddings) => {
      const { positive, negative } = pairsOf(identities, embeddings);
      const squares = embeddings.square().sum(-1, true);
      const rows = embeddings.mul(squares.maximum(SHORTEST ** 2).rsqrt());
      const similarities = tf.matMul(rows, rows, false, true).div(temperature);
      const negatives = tf.where(negative, similarities, tf.scalar(NOTHING)).logSumExp(-1, true);
      return meanOver(positive, tf.softplus(negatives.sub(similarities)));
    },
  /** The cross-entropy over the identities of the batch by the squared distance from the mean of each. */
  prototypical: () => (identities, embeddings) => {
    const { positive, negative } = pairsOf(identities, embeddings);
    const counts = positive.toFloat().sum(-1, true);
    // The mean of the other samples of the same identity, and with the sample itself.
    const others = tf.matMul(positive.toFloat(), embeddings);
    const own = others.div(counts.maximum(1));
    const prototypes = others.add(embeddings).div(counts.add(1));
    const toOwn = embeddings.sub(own).square().sum(-1, true).neg();
    // An identity is among the columns as often as it has samples.
    const toOthers = squaredDistances(embeddings, prototypes).neg().sub(counts.add(1).log().transpose());
    const rest = tf.where(negative, toOthers, tf.scalar(NOTHING)).logSumExp(-1, true);
    return meanOver(counts.greater(0), tf.softplus(rest.sub(toOwn)));
  },
};
