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
import { multiHeadAttention } from '../attention/multi-head-attention.ts';
import { einsumDense } from '../core/einsum-dense.ts';
import { type Case, kernel } from './case.fixture.ts';

const dense = () => tf.layers.dense({ ...kernel, units: 4 });

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
    layer: 'multiHeadAttention, causal',
    make: () => multiHeadAttention({ ...kernel, numHeads: 2, keyDim: 3, valueDim: 2, useCausalMask: true }),
    shape: [5, 4],
  },
];
