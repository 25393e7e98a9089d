import { deriveSeed, type PrototypesHead } from '@sightline/contracts';
import { defineLayer, tf } from '@sightline/engine';
import { ofLengthOne } from './of-length-one.ts';

/**
 * Prototypical classification (Snell et al., 2017), by cosine: the softmax over the cosines between a row of features
 * and the direction of each class, divided by the temperature.
 */
export function prototypes(
  features: tf.SymbolicTensor,
  { name, units, temperature }: PrototypesHead,
  seed: number,
): tf.SymbolicTensor {
  const layer = prototypesLayer({ name, units, temperature, seed: deriveSeed(seed, 'initial', name) });
  return layer.apply(features) as tf.SymbolicTensor;
}

/** The weights of the layer: the mean direction of the samples of each class, `[features, classes]`. */
export function prototypesOf(features: tf.Tensor2D, classes: tf.Tensor2D): tf.Tensor[] {
  return [ofLengthOne(tf.matMul(ofLengthOne(features, -1), classes, true), 0)];
}

const prototypesLayer = defineLayer({
  name: 'Prototypes',
  settings: { units: 1, temperature: 1, seed: 0 },
  weights: ([shape], { units, seed }) => ({
    prototypes: { shape: [shape.at(-1) as number, units], initializer: tf.initializers.glorotUniform({ seed }) },
  }),
  call: ([features], weights, { temperature }) =>
    tf.softmax(tf.matMul(ofLengthOne(features, -1), weights.prototypes).div(temperature)),
  outputShape: ([shape], { units }) => [...shape.slice(0, -1), units],
});
