import type { ComputedHead, HeadSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { indexOf } from './nearest-neighbours.ts';
import { prototypesOf } from './prototypes.ts';

/** Weights of a head, from `features` `[samples, features]` and their classes, `[samples, classes]` of 0 and 1. */
type WeightsOf = (features: tf.Tensor2D, classes: tf.Tensor2D) => tf.Tensor[];

const WEIGHTS: { readonly [Kind in ComputedHead['kind']]: WeightsOf } = {
  prototypes: prototypesOf,
  nearestNeighbours: indexOf,
};

/** Whether a head is computed by {@link computeHead} and not trained. */
export function isComputed(head: HeadSpec): head is ComputedHead {
  return Object.hasOwn(WEIGHTS, head.kind);
}

/**
 * Computes a network's head from the training samples.
 *
 * @param features what the head is given for each sample, `[samples, features]`
 * @param classes the number of each sample's class
 */
export function computeHead(
  model: tf.LayersModel,
  head: ComputedHead,
  { features, classes }: { features: { shape: [number, number]; data: Float32Array }; classes: Int32Array },
): void {
  tf.tidy(() => {
    const oneHot = tf.oneHot(tf.tensor1d(classes, 'int32'), head.units).toFloat() as tf.Tensor2D;
    model.getLayer(head.name).setWeights(WEIGHTS[head.kind](tf.tensor2d(features.data, features.shape), oneHot));
  });
}
