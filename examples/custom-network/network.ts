import { tf } from '@sightline/engine';
import { addHead, type CustomModel } from '@sightline/models';
import { ColumnsAndRows } from './columns-and-rows.ts';

interface Settings {
  readonly filters: readonly number[];
  readonly dropout: number;
}

/** Convolutions of stride 2, then the means over columns and over rows instead of one over both. */
export const build: CustomModel<Settings> = ({ inputShape, head, seed, settings }) => {
  const inputs = tf.input({ shape: [...inputShape] });
  let x = inputs;
  for (const filters of settings.filters) {
    const convolution = tf.layers.conv2d({ filters, kernelSize: 5, strides: 2, padding: 'same', activation: 'relu' });
    x = convolution.apply(x) as tf.SymbolicTensor;
  }
  const means = new ColumnsAndRows({}).apply(x) as tf.SymbolicTensor;
  const features = tf.layers.dropout({ rate: settings.dropout }).apply(means) as tf.SymbolicTensor;
  return tf.model({ inputs, outputs: addHead(features, head, seed) });
};
