import { type CosinesHead, deriveSeed } from '@sightline/contracts';
import { defineLayer, tf } from '@sightline/engine';
import { ofLengthOne } from './of-length-one.ts';

/** The shortest row or direction to be scaled to length 1. */
/**
 * The cosines of the angles between a row of features and a trained direction for each of `units` classes,
 * `[batch, units]`: what losses of angular margins are given. Neither length counts.
 */
export function cosines(features: tf.SymbolicTensor, { name, units }: CosinesHead, seed: number): tf.SymbolicTensor {
  const layer = cosineDense({ name, units, seed: deriveSeed(seed, 'initial', name) });
  return layer.apply(features) as tf.SymbolicTensor;
}

const cosineDense = defineLayer({
  name: 'CosineDense',
  settings: { units: 1, seed: 0 },
  weights: ([shape], { units, seed }) => ({
    kernel: { shape: [shape.at(-1) as number, units], initializer: tf.initializers.glorotUniform({ seed }) },
  }),
  call: ([features], { kernel }) => tf.matMul(ofLengthOne(features, -1), ofLengthOne(kernel, 0)),
  outputShape: ([shape], { units }) => [...shape.slice(0, -1), units],
});
