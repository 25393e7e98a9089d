import type { tf } from '../../tensorflow.ts';
import { lowerAttention } from '../attention/attending.ts';
import { lowerBatchNormalization } from '../normalization/batch-normalization.ts';
import { lowerBidirectional } from '../wrappers/bidirectional.ts';
import { lowerOfSequences } from '../convolution/convolutions-of-sequences.ts';
import {
  lowerConvolution,
  lowerDepthwiseConvolution,
  lowerSeparableConvolution,
} from '../convolution/dilated-convolution.ts';
import { lowerDropout } from '../regularization/dropout.ts';
import { lowerLayerNormalization } from '../normalization/layer-normalization.ts';
import { lowerAlphaDropout, lowerGaussianDropout, lowerGaussianNoise } from '../regularization/noise.ts';
import { lowerRecurrent } from '../recurrent/recurrent.ts';
import { lowerRelu } from '../activation/relu.ts';
import type { StepContext } from '../../record/step-context.ts';
import { lowerTimeDistributed } from '../wrappers/time-distributed.ts';

type Call = tf.layers.Layer['call'];

/** By the layer's class: how it computes in a recorded step, or `undefined` where its own `call` will do. */
const lowerings: Readonly<Record<string, (layer: tf.layers.Layer, context: StepContext) => Call | undefined>> = {
  AdditiveAttention: lowerAttention,
  AlphaDropout: lowerAlphaDropout,
  Attention: lowerAttention,
  BatchNormalization: lowerBatchNormalization,
  Bidirectional: lowerBidirectional,
  Conv1D: lowerConvolution,
  Conv2D: lowerConvolution,
  Conv3D: lowerConvolution,
  ConvLSTM2D: lowerRecurrent,
  DepthwiseConv1D: lowerOfSequences(lowerDepthwiseConvolution),
  DepthwiseConv2D: lowerDepthwiseConvolution,
  Dropout: lowerDropout,
  GaussianDropout: lowerGaussianDropout,
  GaussianNoise: lowerGaussianNoise,
  GRU: lowerRecurrent,
  LayerNormalization: lowerLayerNormalization,
  LSTM: lowerRecurrent,
  MultiHeadAttention: lowerAttention,
  ReLU: lowerRelu,
  ResetAfterGRU: lowerRecurrent,
  RNN: lowerRecurrent,
  SeparableConv1D: lowerOfSequences(lowerSeparableConvolution),
  SeparableConv2D: lowerSeparableConvolution,
  SimpleRNN: lowerRecurrent,
  SpatialDropout1D: lowerDropout,
  SpatialDropout2D: lowerDropout,
  SpatialDropout3D: lowerDropout,
  StochasticDepth: lowerDropout,
  TimeDistributed: lowerTimeDistributed,
};

/** Those that tfjs computes in a way that holds for one size alone, or not at all. */
const EXPORTED = new Set([
  'BatchNormalization',
  'Bidirectional',
  'Conv3D',
  'ConvLSTM2D',
  'GRU',
  'LayerNormalization',
  'LSTM',
  'ResetAfterGRU',
  'RNN',
  'SimpleRNN',
  'TimeDistributed',
]);

/** How a layer computes in a program that is exported. */
export function lowerExported(layer: tf.layers.Layer, context: StepContext): Call | undefined {
  return EXPORTED.has(layer.getClassName()) ? lowerLayer(layer, context) : undefined;
}

/**
 * The layers that compute otherwise in a compiled step than in eager tfjs: in fewer operations, or with random numbers
 * drawn by TensorFlow.
 */
export function lowerLayer(layer: tf.layers.Layer, context: StepContext): Call | undefined {
  return lowerings[layer.getClassName()]?.(layer, context);
}
