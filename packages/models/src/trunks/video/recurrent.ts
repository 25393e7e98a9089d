import type { ImageModelSpec } from '@sightline/contracts';
import { gru, tf } from '@sightline/engine';
import { batchReshape } from '../../layers/batch-reshape.ts';
import { chain } from '../../layers/chain.ts';
import { initializers } from '../../layers/initializers.ts';
import { dropoutOf } from '../../layers/layer-builder.ts';
import { weightedMean } from '../../layers/weighted-mean.ts';
import type { Architecture, SpecOf } from '../architecture.ts';
import { imageArchitectures } from '../image/image-architectures.ts';

type Tensor = tf.SymbolicTensor;
/** `[batch, frames, features]` → `[batch, units]` */
type Recurrence = (sequence: Tensor, units: number, seed: number) => Tensor;

/**
 * A network of each frame of a clip, the same weights for every frame, and recurrent layers over the frames. The layers
 * of the frames' network have the names, and under the same seed the initial weights, that they have in a network of
 * images.
 */
function recurrent(recurrence: Recurrence, reference: string): Architecture<SpecOf<'cnn-lstm'>> {
  return {
    trunk(input, { trunk, units, dropout }, seed) {
      const [, frames = 0, ...shape] = input.shape as number[];
      const images = chain(input, [batchReshape({ name: 'frames', targetShape: shape })]);
      const features = ofImages(trunk).trunk(images, trunk, seed);
      const [, width = 0] = features.shape as number[];
      const sequence = chain(features, [batchReshape({ name: 'sequence', targetShape: [frames, width] })]);
      return chain(recurrence(sequence, units, seed), dropoutOf(dropout, 'clip_dropout'));
    },
    reference,
    preprocess: { kind: 'clip', frames: 10, width: 64, height: 64, channels: 3 },
  };
}

const ofImages = ({ architecture }: ImageModelSpec) => imageArchitectures[architecture] as Architecture<ImageModelSpec>;

/** Keras' choice of recurrent weights is orthogonal, which tfjs computes column by column, with a warning. */
const recurrentWeights = (name: string, seed: number, ...of: string[]) => {
  const { glorotUniform } = initializers(seed);
  return {
    kernelInitializer: glorotUniform(name, ...of),
    recurrentInitializer: glorotUniform(name, ...of, 'recurrent'),
  };
};

/** The last output of an LSTM (Hochreiter and Schmidhuber, 1997). */
export const cnnLstm = recurrent(
  (sequence, units, seed) =>
    chain(sequence, [
      tf.layers.lstm({
        name: 'lstm',
        units,
        recurrentActivation: 'sigmoid',
        ...recurrentWeights('lstm', seed),
      }),
    ]),
  'Donahue et al. 2015, Long-term recurrent convolutional networks, arXiv:1411.4389',
);

/** The last output of a GRU (Cho et al., 2014). */
export const cnnGru = recurrent(
  (sequence, units, seed) => chain(sequence, [gru({ name: 'gru', units, ...recurrentWeights('gru', seed) })]),
  'Ballas et al. 2016, Delving deeper into convolutional networks for learning video representations, arXiv:1511.06432',
);

/** Outputs of a GRU in both directions, each `[units]`, weighted by an attention over the frames. */
export const cnnGruAttention = recurrent((sequence, units, seed) => {
  const bidirectional = tf.layers.bidirectional({
    name: 'bidirectional',
    layer: gru({ name: 'gru', units, returnSequences: true, ...recurrentWeights('gru', seed) }) as tf.RNN,
    mergeMode: 'concat',
  });
  // tfjs copies the layer for the other direction, initialisers and seeds included.
  const { cell } = (bidirectional as unknown as { backwardLayer: { cell: object } }).backwardLayer;
  Object.assign(cell, recurrentWeights('gru', seed, 'backward'));
  return attentionPooled(bidirectional.apply(sequence) as Tensor, units, seed);
}, 'Yang et al. 2016, Hierarchical attention networks for document classification, NAACL');

/**
 * The mean of the steps, weighted by softmax over the steps of v · tanh(W step + b):
 * `[batch, steps, features]` → `[batch, features]`
 */
function attentionPooled(sequence: Tensor, units: number, seed: number): Tensor {
  const { glorotUniform } = initializers(seed);
  const dense = (name: string, options: { units: number; activation?: 'tanh'; useBias?: boolean }) =>
    tf.layers.dense({ name, ...options, kernelInitializer: glorotUniform(name) });
  const scores = chain(sequence, [
    dense('attention_hidden', { units, activation: 'tanh' }),
    dense('attention_score', { units: 1, useBias: false }),
  ]);
  return weightedMean(sequence, scores, 'attention');
}
