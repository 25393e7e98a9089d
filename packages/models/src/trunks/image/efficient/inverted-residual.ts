import { squeezeAndExcite, stochasticDepth, type tf } from '@sightline/engine';
import type { Activation, LayerBuilder } from '../../../layers/layer-builder.ts';

type Tensor = tf.SymbolicTensor;

export interface InvertedResidual {
  readonly name: string;
  /** Channels between the first and the last convolution. */
  readonly expanded: number;
  readonly filters: number;
  /** Of the depthwise convolution. */
  readonly kernelSize: number;
  readonly strides: number;
  readonly activation: Activation;
  /** Squeeze-and-excite after the depthwise convolution. */
  readonly squeeze?: Omit<Parameters<typeof squeezeAndExcite>[0], 'name'>;
  /** The fraction of samples for which the block is left out while training. */
  readonly dropped?: number;
}

/**
 * Sandler et al. (2018): a 1×1 convolution to more channels, a depthwise one, a 1×1 convolution to fewer, each with
 * batch normalisation; added to the input where both have the same shape.
 */
export function invertedResidual(layers: LayerBuilder, x: Tensor, block: InvertedResidual): Tensor {
  const { name, expanded, filters, kernelSize, strides, activation, squeeze, dropped = 0 } = block;
  const channels = x.shape.at(-1) as number;
  const activated = (y: Tensor, part: string) =>
    layers.activate(layers.normalize(y, `${name}_${part}_bn`), `${name}_${part}_activation`, activation);
  let y = x;
  if (expanded !== channels) {
    y = activated(layers.convolution(y, `${name}_expand`, { filters: expanded, kernelSize: 1 }), 'expand');
  }
  y = activated(layers.depthwise(y, `${name}_depthwise`, { kernelSize, strides }), 'depthwise');
  if (squeeze)
    y = squeezeAndExcite({ name: `${name}_squeeze`, ...layers.squeezing(`${name}_squeeze`), ...squeeze }).apply(
      y,
    ) as Tensor;
  const narrow = layers.convolution(y, `${name}_project`, { filters, kernelSize: 1 });
  y = layers.normalize(narrow, `${name}_project_bn`);
  if (strides > 1 || filters !== channels) return y;
  if (dropped > 0) y = stochasticDepth({ name: `${name}_depth`, rate: dropped }).apply(y) as Tensor;
  return layers.add(`${name}_add`, x, y);
}
