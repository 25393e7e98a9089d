import { tf } from '../tensorflow.ts';

/**
 * One call of the inner layer for all time steps, time folded into the batch. Where something inside draws statistics over the batch while training,
 * step by step as it was: each step has statistics of its own.
 */
export function lowerTimeDistributed(wrapper: tf.layers.Layer): tf.layers.Layer['call'] {
  const { layer } = wrapper as unknown as { layer: tf.layers.Layer };
  const call = wrapper.call.bind(wrapper);
  return (inputs, kwargs) => {
    if (kwargs.training && normalisesBatches(layer)) return call(inputs, kwargs);
    return tf.tidy(() => {
      const [input] = [inputs].flat() as [tf.Tensor];
      const [batch = 0, steps = 0, ...shape] = input.shape;
      const [output] = [layer.apply(input.reshape([batch * steps, ...shape]), kwargs)].flat() as [tf.Tensor];
      return output.reshape([batch, steps, ...output.shape.slice(1)]);
    });
  };
}

function normalisesBatches(layer: tf.layers.Layer): boolean {
  const { layers, layer: inner } = layer as unknown as { layers?: tf.layers.Layer[]; layer?: tf.layers.Layer };
  const within = [...(layers ?? []), ...(inner ? [inner] : [])];
  return layer.getClassName() === 'BatchNormalization' || within.some(normalisesBatches);
}
