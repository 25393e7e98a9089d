import { tf } from '../../tensorflow.ts';

interface LayerNormalization {
  axis: number[];
  epsilon: number;
  gamma: { read(): tf.Tensor } | null;
  beta: { read(): tf.Tensor } | null;
}

/**
 * Layer normalisation (Ba et al., 2016) over any axes, with or without scale and offset: eager tfjs has no gradient
 * without one of them.
 */
export function lowerLayerNormalization(layer: tf.layers.Layer): tf.layers.Layer['call'] {
  const { axis, epsilon, gamma, beta } = layer as unknown as LayerNormalization;
  return (inputs) =>
    tf.tidy(() => {
      const [input] = [inputs].flat() as [tf.Tensor];
      const shape = input.shape.map((size, place) => (axis.includes(place) ? size : 1));
      const { mean, variance } = tf.moments(input, axis, true);
      const normalised = input.sub(mean).mul(variance.add(epsilon).rsqrt());
      const scaled = gamma ? normalised.mul(gamma.read().reshape(shape)) : normalised;
      return beta ? scaled.add(beta.read().reshape(shape)) : scaled;
    });
}
