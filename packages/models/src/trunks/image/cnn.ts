import type { ModelSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import { chain } from '../../layers/chain.ts';
import { initializers } from '../../layers/initializers.ts';
import { POOL, requireInput, requireSize } from '../require-shape.ts';
import type { Features, TrunkOptions } from '../trunk.ts';

type CnnSpec = Extract<ModelSpec, { architecture: 'cnn' }>;

/**
 * A plain convolutional network of images: for each of `filters` a convolution (without padding), batch normalisation
 * if asked for, ReLU and 2×2 max pooling; then a dense layer with ReLU, and dropout if asked for.
 */
export function cnn(spec: CnnSpec, { inputShape, seed }: TrunkOptions): Features {
  requireInput(spec, inputShape, 'image');
  const [height = 0, width = 0] = inputShape;
  requireSize(spec, height, width);
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
  const inputs = tf.input({ name: 'image', shape: [...inputShape] });
  const features = chain(inputs, [
    ...blocks,
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({
      name: 'dense',
      units: spec.denseUnits,
      activation: 'relu',
      kernelInitializer: heNormal('dense'),
    }),
    ...(spec.dropout > 0 ? [tf.layers.dropout({ name: 'dropout', rate: spec.dropout })] : []),
  ]);
  return { inputs, features };
}
