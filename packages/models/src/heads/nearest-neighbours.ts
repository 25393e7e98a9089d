import { deriveSeed, type NearestNeighboursHead } from '@sightline/contracts';
import { defineLayer, tf } from '@sightline/engine';
import { ofLengthOne } from './of-length-one.ts';

/** Exact k-nearest-neighbours classification by cosine: the fraction of the k neighbours that each class has. */
export function nearestNeighbours(
  features: tf.SymbolicTensor,
  { name, units, samples, neighbours }: NearestNeighboursHead,
  seed: number,
): tf.SymbolicTensor {
  const layer = neighboursLayer({ name, units, samples, neighbours, seed: deriveSeed(seed, 'initial', name) });
  return layer.apply(features) as tf.SymbolicTensor;
}

/** The weights of the layer: directions of samples, `[features, samples]`, and their classes, `[samples, classes]`. */
export function indexOf(features: tf.Tensor2D, classes: tf.Tensor2D): tf.Tensor[] {
  return [tf.transpose(ofLengthOne(features, -1)), classes.clone()];
}

const neighboursLayer = defineLayer({
  name: 'NearestNeighbours',
  settings: { units: 1, samples: 1, neighbours: 1, seed: 0 },
  weights: ([shape], { units, samples, seed }) => ({
    index: { shape: [shape.at(-1) as number, samples], initializer: tf.initializers.glorotUniform({ seed }) },
    classes: { shape: [samples, units], initializer: tf.initializers.zeros() },
  }),
  call: ([features], { index, classes }, { neighbours }) => {
    const { indices } = tf.topk(tf.matMul(ofLengthOne(features, -1), index), neighbours);
    return tf.mean(tf.gather(classes, indices), 1);
  },
  outputShape: ([shape], { units }) => [...shape.slice(0, -1), units],
});
