import { tf } from '@sightline/engine';
import { addHead, type CustomModel } from '@sightline/models';
import { OrientedGradients } from './oriented-gradients.ts';

/** One linear layer upon histograms of oriented gradients, each brought to the mean 0 and the deviation 1. */
export const build: CustomModel = ({ inputShape, head, seed }) => {
  const inputs = tf.input({ shape: [...inputShape] });
  const histograms = new OrientedGradients({}).apply(inputs) as tf.SymbolicTensor;
  const flat = tf.layers.flatten().apply(histograms) as tf.SymbolicTensor;
  const even = tf.layers.batchNormalization({ center: false, scale: false }).apply(flat) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs: addHead(even, head, seed) });
};
