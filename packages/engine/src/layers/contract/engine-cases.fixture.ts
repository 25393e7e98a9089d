import {
  activation,
  type ActivationName,
  classToken,
  groupNormalization,
  layerScale,
  patchEmbedding,
  positionalEmbedding,
  rmsNormalization,
  spectralNormalization,
  squeezeAndExcite,
  stochasticDepth,
  unitNormalization,
} from '../../index.ts';
import { tf } from '../../tensorflow.ts';
import { activationNames } from '../activation/activations.ts';
import { additiveAttention } from '../attention/additive-attention.ts';
import { attention } from '../attention/dot-attention.ts';
import { multiHeadAttention } from '../attention/multi-head-attention.ts';
import { einsumDense } from '../core/einsum-dense.ts';
import { adaptiveAveragePooling2d, adaptiveMaxPooling3d } from '../pooling/adaptive-pooling.ts';
import { globalAveragePooling3d, globalMaxPooling3d } from '../pooling/global-pooling.ts';
import { cropping1d, cropping3d } from '../reshaping/cropping.ts';
import { upSampling1d, upSampling3d } from '../reshaping/up-sampling.ts';
import { zeroPadding1d, zeroPadding3d } from '../reshaping/zero-padding.ts';
import { conv1dTranspose, depthwiseConv1d, separableConv1d } from '../convolution/convolutions-of-sequences.ts';
import { type Case, kernel, seeded } from './case.fixture.ts';

const dense = () => tf.layers.dense({ ...kernel, units: 4 });

const sequence = [5, 3];
const volume = [4, 3, 4, 2];

/** A layer of the input as queries, and of a projection of it as values. */
function attending(layer: tf.layers.Layer): tf.layers.Layer {
  const input = tf.input({ shape: [5, 4] });
  const values = tf.layers.dense({ ...kernel, name: 'values', units: 4 }).apply(input) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: layer.apply([input, values]) as tf.SymbolicTensor });
}

/** Of layers that tfjs lacks. */
export const engineCases: Case[] = [
  ...activationNames().map((name) => ({
    layer: `activation, ${name}`,
    make: () => activation({ activation: name as ActivationName }),
    shape: [5],
  })),
  { layer: 'classToken', make: () => classToken(), shape: [4, 5] },
  { layer: 'groupNormalization', make: () => groupNormalization({ groups: 2 }), shape: [4, 4, 6] },
  { layer: 'groupNormalization, of one channel', make: () => groupNormalization({ groups: -1 }), shape: [6, 6, 2] },
  { layer: 'layerScale', make: () => layerScale({ initValues: 0.5 }), shape: [6, 6, 2] },
  { layer: 'patchEmbedding', make: () => patchEmbedding({ ...kernel, patchSize: 3, outputDim: 4 }), shape: [6, 6, 2] },
  { layer: 'positionalEmbedding', make: () => positionalEmbedding(), shape: [4, 5] },
  { layer: 'rmsNormalization', make: () => rmsNormalization(), shape: [4, 5] },
  { layer: 'spectralNormalization', make: () => spectralNormalization({ layer: dense() }), shape: [5] },
  {
    layer: 'squeezeAndExcite',
    make: () => squeezeAndExcite({ bottleneckFilters: 2, exciteActivation: 'hardSigmoid6' }),
    shape: [6, 6, 2],
  },
  { layer: 'stochasticDepth, of nothing', make: () => stochasticDepth({ rate: 0 }), shape: [6, 6, 2] },
  { layer: 'unitNormalization', make: () => unitNormalization(), shape: [5] },
  { layer: 'adaptiveAveragePooling2d', make: () => adaptiveAveragePooling2d({ outputSize: 3 }), shape: [4, 6, 2] },
  { layer: 'adaptiveMaxPooling3d', make: () => adaptiveMaxPooling3d({ outputSize: [2, 2, 3] }), shape: volume },
  { layer: 'additiveAttention', make: () => attending(additiveAttention({ useScale: false })), shape: [5, 4] },
  { layer: 'attention', make: () => attending(attention({ useScale: true })), shape: [5, 4] },
  { layer: 'conv1dTranspose', make: () => conv1dTranspose({ ...kernel, filters: 2, kernelSize: 3 }), shape: sequence },
  {
    layer: 'depthwiseConv1d',
    make: () => depthwiseConv1d({ depthwiseInitializer: seeded(1), kernelSize: 3, strides: 2 }),
    shape: sequence,
  },
  {
    layer: 'separableConv1d',
    make: () => separableConv1d({ depthwiseInitializer: seeded(1), filters: 2, kernelSize: 3 }),
    shape: sequence,
  },
  {
    layer: 'conv1dTranspose, dilated',
    make: () => conv1dTranspose({ ...kernel, filters: 2, kernelSize: 3, dilationRate: 2 }),
    shape: sequence,
  },
  {
    layer: 'conv3dTranspose, dilated one way',
    make: () => tf.layers.conv3dTranspose({ ...kernel, filters: 2, kernelSize: 2, dilationRate: [1, 2, 1] } as never),
    shape: volume,
  },
  { layer: 'cropping1d', make: () => cropping1d({ cropping: [1, 2] }), shape: sequence },
  { layer: 'cropping3d', make: () => cropping3d(), shape: volume },
  { layer: 'globalAveragePooling3d', make: () => globalAveragePooling3d(), shape: volume },
  { layer: 'globalMaxPooling3d', make: () => globalMaxPooling3d(), shape: volume },
  { layer: 'upSampling1d', make: () => upSampling1d(), shape: sequence },
  { layer: 'upSampling3d', make: () => upSampling3d({ size: [1, 2, 3] }), shape: volume },
  { layer: 'zeroPadding1d', make: () => zeroPadding1d({ padding: [0, 2] }), shape: sequence },
  { layer: 'zeroPadding3d', make: () => zeroPadding3d({ padding: [1, [0, 2], 0] }), shape: volume },
  {
    layer: 'einsumDense',
    make: () => einsumDense({ ...kernel, equation: 'abc,cde->abde', outputShape: [null, 2, 3], biasAxes: 'de' }),
    shape: [4, 5],
  },
  {
    layer: 'einsumDense, no matrix product',
    make: () => einsumDense({ ...kernel, equation: 'abc,bd->adc', outputShape: [3, null], activation: 'tanh' }),
    shape: [4, 5],
  },
  {
    layer: 'multiHeadAttention',
    make: () => multiHeadAttention({ ...kernel, numHeads: 2, keyDim: 3 }),
    shape: [5, 4],
  },
  {
    layer: 'multiHeadAttention, of an image',
    make: () => multiHeadAttention({ ...kernel, numHeads: 2, keyDim: 3 }),
    shape: [3, 2, 4],
  },
  {
    layer: 'multiHeadAttention, of rows',
    make: () => multiHeadAttention({ ...kernel, numHeads: 2, keyDim: 3, attentionAxes: 2 }),
    shape: [3, 2, 4],
  },
  {
    layer: 'multiHeadAttention, causal',
    make: () => multiHeadAttention({ ...kernel, numHeads: 2, keyDim: 3, valueDim: 2, useCausalMask: true }),
    shape: [5, 4],
  },
];
