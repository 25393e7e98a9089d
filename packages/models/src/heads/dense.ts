import type { DenseHead } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { initializers } from '../layers/initializers.ts';

/** A dense layer of `units` numbers: probabilities of classes (softmax) or of labels (sigmoid), or values (linear). */
export function dense(
  features: tf.SymbolicTensor,
  { name, units, activation }: DenseHead,
  seed: number,
): tf.SymbolicTensor {
  const kernelInitializer = initializers(seed).glorotUniform(name);
  return tf.layers.dense({ name, units, activation, kernelInitializer }).apply(features) as tf.SymbolicTensor;
}
