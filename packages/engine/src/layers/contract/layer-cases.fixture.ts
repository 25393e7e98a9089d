import { tf } from '../../tensorflow.ts';
import { kernel, seeded, type Case } from './case.fixture.ts';
import { engineCases } from './engine-cases.fixture.ts';
import { gru } from '../recurrent/gru.ts';

const { layers } = tf;
const recurrent = { ...kernel, units: 4, recurrentInitializer: seeded(2) };

/** A layer of two inputs: of the input, and of a projection of it. */
function merge(name: 'add' | 'average' | 'concatenate' | 'dot' | 'maximum' | 'minimum' | 'multiply'): Case {
  return {
    layer: name,
    shape: [4],
    make: () => {
      const input = tf.input({ shape: [4] });
      const other = layers.dense({ name: 'other', units: 4, kernelInitializer: seeded(5) }).apply(input);
      const merged = name === 'dot' ? layers.dot({ axes: 1 }) : layers[name]();
      const output = merged.apply([input, other as tf.SymbolicTensor]) as tf.SymbolicTensor;
      return tf.model({ inputs: input, outputs: output });
    },
  };
}

const frame = () =>
  tf.sequential({
    layers: [
      layers.conv2d({ name: 'conv', inputShape: [5, 5, 2], filters: 3, kernelSize: 3, ...kernel }),
      layers.reLU({ name: 'relu' }),
    ],
  });
const lstm = (settings = {}) => layers.lstm({ ...recurrent, returnSequences: true, ...settings });
const grouped = (settings = {}) =>
  layers.conv2d({ ...kernel, filters: 4, kernelSize: 3, groups: 2, ...settings } as never);
const image = [6, 6, 2];
const volume = [4, 4, 4, 2];

/** A small form of each layer, and of each that computes in another way. */
export const cases: Case[] = [
  ...engineCases,
  { layer: 'activation', make: () => layers.activation({ activation: 'mish' }), shape: [5] },
  ...(['add', 'average', 'concatenate', 'dot', 'maximum', 'minimum', 'multiply'] as const).map(merge),
  { layer: 'averagePooling1d', make: () => layers.averagePooling1d({ poolSize: 2 }), shape: [6, 2] },
  {
    layer: 'averagePooling2d',
    make: () => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    shape: image,
  },
  { layer: 'averagePooling3d', make: () => layers.averagePooling3d({ poolSize: 2 }), shape: volume },
  { layer: 'batchNormalization', make: () => layers.batchNormalization(), shape: [4, 4, 3] },
  { layer: 'batchNormalization, vectors', make: () => layers.batchNormalization(), shape: [5] },
  { layer: 'batchNormalization, sequences', make: () => layers.batchNormalization(), shape: [4, 3] },
  {
    layer: 'bidirectional',
    make: () => layers.bidirectional({ layer: lstm(), mergeMode: 'concat' }),
    shape: [5, 3],
  },
  {
    layer: 'bidirectional, sum',
    make: () => layers.bidirectional({ layer: lstm({ returnSequences: false }), mergeMode: 'sum' }),
    shape: [5, 3],
  },
  {
    layer: 'categoryEncoding',
    make: () => layers.categoryEncoding({ numTokens: 7, outputMode: 'multiHot' }),
    shape: [4],
    classes: 7,
  },
  { layer: 'centerCrop', make: () => layers.centerCrop({ height: 4, width: 4 }), shape: image },
  {
    layer: 'conv1d',
    make: () => layers.conv1d({ ...kernel, filters: 3, kernelSize: 3, padding: 'same' }),
    shape: [6, 2],
  },
  {
    layer: 'conv2d',
    make: () =>
      layers.conv2d({ ...kernel, filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
    shape: image,
  },
  {
    layer: 'conv2d, valid',
    make: () => layers.conv2d({ ...kernel, filters: 3, kernelSize: [3, 2], useBias: false }),
    shape: image,
  },
  { layer: 'conv2d, in groups', make: () => grouped(), shape: [6, 6, 4] },
  { layer: 'conv2d, in groups of one channel', make: () => grouped({ strides: 2 }), shape: image },
  {
    layer: 'conv2dTranspose',
    make: () => layers.conv2dTranspose({ ...kernel, filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
    shape: image,
  },
  { layer: 'conv3d', make: () => layers.conv3d({ ...kernel, filters: 3, kernelSize: 2 }), shape: volume },
  {
    layer: 'conv3dTranspose',
    make: () => layers.conv3dTranspose({ ...kernel, filters: 3, kernelSize: 2, strides: 2 }),
    shape: volume,
  },
  {
    layer: 'convLstm2d',
    make: () =>
      layers.convLstm2d({ ...kernel, recurrentInitializer: seeded(2), filters: 2, kernelSize: 3, padding: 'same' }),
    shape: [3, 4, 4, 2],
  },
  {
    layer: 'cropping2D',
    make: () =>
      layers.cropping2D({
        cropping: [
          [1, 1],
          [0, 2],
        ],
      }),
    shape: image,
  },
  {
    layer: 'dense',
    make: () => layers.dense({ ...kernel, units: 3, activation: 'tanh', kernelRegularizer: tf.regularizers.l1l2() }),
    shape: [5],
  },
  { layer: 'dense, sequences', make: () => layers.dense({ ...kernel, units: 3 }), shape: [4, 5] },
  {
    layer: 'depthwiseConv2d',
    make: () => layers.depthwiseConv2d({ depthwiseInitializer: seeded(1), kernelSize: 3, depthMultiplier: 2 }),
    shape: image,
  },
  { layer: 'elu', make: () => layers.elu(), shape: [5] },
  {
    layer: 'embedding',
    make: () => layers.embedding({ inputDim: 7, outputDim: 3, embeddingsInitializer: seeded(1) }),
    shape: [4],
    classes: 7,
  },
  { layer: 'flatten', make: () => layers.flatten(), shape: image },
  { layer: 'globalAveragePooling1d', make: () => layers.globalAveragePooling1d(), shape: [6, 2] },
  { layer: 'globalAveragePooling2d', make: () => layers.globalAveragePooling2d({}), shape: image },
  { layer: 'globalMaxPooling1d', make: () => layers.globalMaxPooling1d(), shape: [6, 2] },
  { layer: 'globalMaxPooling2d', make: () => layers.globalMaxPooling2d({}), shape: image },
  { layer: 'gru', make: () => layers.gru(recurrent), shape: [5, 3] },
  {
    layer: 'gru, reset gate after the product',
    make: () => gru({ ...recurrent, returnSequences: true }),
    shape: [5, 3],
  },
  { layer: 'layerNormalization', make: () => layers.layerNormalization(), shape: [4, 5] },
  { layer: 'leakyReLU', make: () => layers.leakyReLU(), shape: [5] },
  { layer: 'lstm', make: () => lstm(), shape: [5, 3] },
  {
    layer: 'lstm, backwards, last output',
    make: () => lstm({ goBackwards: true, returnSequences: false }),
    shape: [5, 3],
  },
  {
    layer: 'masking',
    make: () => tf.sequential({ layers: [layers.masking({ inputShape: [5, 3] }), lstm({ name: 'lstm' })] }),
    shape: [5, 3],
  },
  { layer: 'maxPooling1d', make: () => layers.maxPooling1d({ poolSize: 2 }), shape: [6, 2] },
  { layer: 'maxPooling2d', make: () => layers.maxPooling2d({ poolSize: 2 }), shape: image },
  { layer: 'maxPooling3d', make: () => layers.maxPooling3d({ poolSize: 2 }), shape: volume },
  { layer: 'permute', make: () => layers.permute({ dims: [2, 1] }), shape: [3, 4] },
  { layer: 'prelu', make: () => layers.prelu({ alphaInitializer: seeded(1) }), shape: [5] },
  { layer: 'reLU', make: () => layers.reLU({ maxValue: 0.5 }), shape: [4, 2] },
  { layer: 'reLU, to 6', make: () => layers.reLU({ maxValue: 6 }), shape: [4, 2] },
  { layer: 'repeatVector', make: () => layers.repeatVector({ n: 3 }), shape: [4] },
  { layer: 'rescaling', make: () => layers.rescaling({ scale: 0.5, offset: 1 }), shape: [4] },
  { layer: 'resizing', make: () => layers.resizing({ height: 3, width: 7 }), shape: image },
  {
    layer: 'resizing, nearest, cropped',
    make: () => layers.resizing({ height: 2, width: 3, interpolation: 'nearest', cropToAspectRatio: true }),
    shape: image,
  },
  { layer: 'reshape', make: () => layers.reshape({ targetShape: [3, 4] }), shape: [6, 2] },
  { layer: 'rnn', make: () => layers.rnn({ cell: layers.lstmCell(recurrent) }), shape: [5, 3] },
  {
    layer: 'rnn, stacked',
    make: () => layers.rnn({ cell: [layers.gruCell(recurrent), layers.simpleRNNCell(recurrent)] }),
    shape: [5, 3],
  },
  {
    layer: 'separableConv2d',
    make: () =>
      layers.separableConv2d({
        depthwiseInitializer: seeded(1),
        pointwiseInitializer: seeded(2),
        filters: 3,
        kernelSize: 3,
      }),
    shape: image,
  },
  { layer: 'simpleRNN', make: () => layers.simpleRNN({ ...recurrent, returnSequences: true }), shape: [5, 3] },
  { layer: 'softmax', make: () => layers.softmax(), shape: [5] },
  { layer: 'thresholdedReLU', make: () => layers.thresholdedReLU({ theta: 0.3 }), shape: [5] },
  { layer: 'timeDistributed', make: () => layers.timeDistributed({ layer: frame() }), shape: [4, 5, 5, 2] },
  {
    layer: 'timeDistributed, normalisation',
    make: () => layers.timeDistributed({ layer: layers.batchNormalization() }),
    shape: [4, 3, 3, 2],
  },
  { layer: 'upSampling2d', make: () => layers.upSampling2d({ size: [2, 2] }), shape: image },
  {
    layer: 'zeroPadding2d',
    make: () =>
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [2, 1],
        ],
      }),
    shape: image,
  },
];
