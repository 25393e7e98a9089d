import { deriveSeed, type ModelSpec } from '@sightline/contracts';
import { tf } from '@sightline/engine';
import type { ModelOptions } from './architectures.ts';
import { ModelsError } from './errors.ts';

type CnnSpec = Extract<ModelSpec, { architecture: 'cnn' }>;

const POOL = 2;

/**
 * A plain convolutional network: for each of `filters` a convolution (without padding), batch normalisation if asked for, ReLU and 2×2 max pooling; then a
 * dense layer with ReLU, dropout if asked for, and a softmax over the classes.
 *
 * @throws ModelsError `models/invalid-architecture` when the images are too small for that many blocks
 */
export function cnn(spec: CnnSpec, { inputShape, classes, seed }: ModelOptions): tf.LayersModel {
  checkInputSize(spec, inputShape);
  // He et al. (2015) before a ReLU, Glorot and Bengio (2010) before the softmax.
  const heNormal = (layer: string) => tf.initializers.heNormal({ seed: deriveSeed(seed, 'initial', layer) });
  const glorotUniform = (layer: string) => tf.initializers.glorotUniform({ seed: deriveSeed(seed, 'initial', layer) });

  // Every layer is named: tfjs' own names count up over a process, so that the same network would not give the same files.
  const blocks = spec.filters.flatMap((filters, index) => {
    const number = index + 1;
    const name = `conv2d_${number}`;
    return [
      tf.layers.conv2d({
        name,
        filters,
        kernelSize: spec.kernelSize,
        kernelInitializer: heNormal(name),
        // Batch normalisation brings an offset of its own.
        useBias: !spec.batchNormalization,
        ...(index === 0 ? { inputShape } : {}),
      }),
      ...(spec.batchNormalization ? [tf.layers.batchNormalization({ name: `batch_normalization_${number}` })] : []),
      tf.layers.reLU({ name: `relu_${number}` }),
      tf.layers.maxPooling2d({ name: `max_pooling2d_${number}`, poolSize: POOL }),
    ];
  });
  const head = [
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({
      name: 'dense',
      units: spec.denseUnits,
      activation: 'relu',
      kernelInitializer: heNormal('dense'),
    }),
    ...(spec.dropout > 0 ? [tf.layers.dropout({ name: 'dropout', rate: spec.dropout })] : []),
    tf.layers.dense({
      name: 'probabilities',
      units: classes,
      activation: 'softmax',
      kernelInitializer: glorotUniform('probabilities'),
    }),
  ];
  return tf.sequential({ name: 'cnn', layers: [...blocks, ...head] });
}

function checkInputSize({ filters, kernelSize }: CnnSpec, [height, width]: ModelOptions['inputShape']): void {
  // Backwards from one pixel after the last block.
  const smallest = filters.reduce((size) => size * POOL + kernelSize - 1, 1);
  if (Math.min(height, width) >= smallest) return;
  const blocks = filters.length === 1 ? '1 block' : `${filters.length} blocks`;
  throw new ModelsError(
    'models/invalid-architecture',
    `Images of ${height}×${width} are too small for ${blocks} of ${kernelSize}×${kernelSize} convolution and ${POOL}×${POOL} pooling, ` +
      `which need at least ${smallest}×${smallest}. Use larger images, fewer entries in filters or a smaller kernelSize.`,
  );
}
