import { deriveSeed } from '@sightline/contracts';
import { statelessUniform } from '../random.ts';
import { tf } from '../tensorflow.ts';
import type { StepContext } from './lowering.ts';

/**
 * Inverted dropout as in Keras (Srivastava et al., 2014): each unit is set to 0 with probability `rate`, the others are divided by 1 − `rate`. The mask is
 * a function of (seed, layer, step), so a resumed run drops what the uninterrupted one would have; the layer's own `seed` is not used.
 */
export function lowerDropout(layer: tf.layers.Layer, { seed, step }: StepContext): tf.layers.Layer['call'] {
  const { rate, noiseShape } = layer as unknown as { rate: number; noiseShape: (number | null)[] | null };
  const call = layer.call.bind(layer);
  return (inputs, kwargs) => {
    const [input] = [inputs].flat() as [tf.Tensor];
    if (!kwargs.training || rate === 0) return call(inputs, { ...kwargs, training: false });
    return tf.tidy(() => {
      const shape = (noiseShape ?? input.shape).map((size, axis) => size ?? (input.shape[axis] as number));
      const layerSeed = tf.scalar(deriveSeed(seed, 'dropout', layer.name), 'int32');
      const kept = statelessUniform(shape, tf.stack([layerSeed, step]) as tf.Tensor1D).greaterEqual(rate);
      return input.mul(kept.cast('float32').mul(1 / (1 - rate)));
    });
  };
}
