import { tf } from '@sightline/engine';
import { chain } from '../../../layers/chain.ts';
import { initializers } from '../../../layers/initializers.ts';
import { dropoutOf } from '../../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../../architecture.ts';
import { POOL } from '../../pooled-blocks.ts';

type CnnSpec = SpecOf<'cnn'>;

/**
 * A plain convolutional network of images: for each of `filters` a convolution (without padding), batch normalisation
 * if asked for, ReLU and 2×2 max pooling; then a dense layer with ReLU, and dropout if asked for.
 */
function trunk(input: tf.SymbolicTensor, spec: CnnSpec, seed: number): tf.SymbolicTensor {
  const { heNormal } = initializers(seed);

  const blocks = spec.filters.flatMap((filters, index) => {
    const number = index + 1;
    const name = `conv2d_${number}`;
    return [
      tf.layers.conv2d({
        name,
        filters,
        kernelSize: spec.kernelSize,
        kernelInitializer: heNormal(name),
        // Batch normalisation brings its own offset.
        useBias: !spec.batchNormalization,
      }),
      ...(spec.batchNormalization ? [tf.layers.batchNormalization({ name: `batch_normalization_${number}` })] : []),
      tf.layers.reLU({ name: `relu_${number}` }),
      tf.layers.maxPooling2d({ name: `max_pooling2d_${number}`, poolSize: POOL }),
    ];
  });
  return chain(input, [
    ...blocks,
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({
      name: 'dense',
      units: spec.denseUnits,
      activation: 'relu',
      kernelInitializer: heNormal('dense'),
    }),
    ...dropoutOf(spec.dropout),
  ]);
}

export const cnn: Architecture<CnnSpec> = {
  trunk,
  reference: 'LeCun et al. 1998, Gradient-based learning applied to document recognition, with ReLU and max pooling',
  preprocess: { width: 28, height: 28, channels: 1 },
};
