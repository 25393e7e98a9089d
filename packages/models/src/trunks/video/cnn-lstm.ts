import { tf } from '@sightline/engine';
import { chain } from '../../layers/chain.ts';
import { initializers } from '../../layers/initializers.ts';
import { dropoutOf } from '../../layers/layer-builder.ts';
import type { Architecture, SpecOf } from '../architecture.ts';
import { POOL, smallestOfBlocks } from '../pooled-blocks.ts';

type CnnLstmSpec = SpecOf<'cnn-lstm'>;

/**
 * A convolutional network of each frame of a clip, and an LSTM over the frames (Donahue et al., 2015): for each of
 * `filters` a convolution (without padding) with ReLU and 2×2 max pooling, the same for every frame; then an LSTM
 * (Hochreiter and Schmidhuber, 1997), whose last output is kept, and dropout if asked for.
 */
function trunk(input: tf.SymbolicTensor, spec: CnnLstmSpec, seed: number): tf.SymbolicTensor {
  const { heNormal, glorotUniform } = initializers(seed);

  const blocks = spec.filters.flatMap((filters, index) => {
    const name = `conv2d_${index + 1}`;
    return [
      ofEachFrame(
        tf.layers.conv2d({
          name,
          filters,
          kernelSize: spec.kernelSize,
          activation: 'relu',
          kernelInitializer: heNormal(name),
        }),
      ),
      ofEachFrame(tf.layers.maxPooling2d({ name: `max_pooling2d_${index + 1}`, poolSize: POOL })),
    ];
  });
  return chain(input, [
    ...blocks,
    ofEachFrame(tf.layers.flatten({ name: 'flatten' })),
    tf.layers.lstm({
      name: 'lstm',
      units: spec.lstmUnits,
      recurrentActivation: 'sigmoid',
      kernelInitializer: glorotUniform('lstm'),
      // Keras' choice is orthogonal, which tfjs computes column by column, with a warning that it is slow.
      recurrentInitializer: glorotUniform('lstm', 'recurrent'),
    }),
    ...dropoutOf(spec.dropout),
  ]);
}

export const cnnLstm: Architecture<CnnLstmSpec> = {
  trunk,
  medium: 'clip',
  smallestSize: smallestOfBlocks,
  reference: 'Donahue et al. 2015, Long-term recurrent convolutional networks, arXiv:1411.4389',
  preprocess: { kind: 'clip', frames: 10, width: 64, height: 64, channels: 3 },
};

function ofEachFrame(layer: tf.layers.Layer): tf.layers.Layer {
  return tf.layers.timeDistributed({ name: `time_distributed_${layer.name}`, layer });
}
