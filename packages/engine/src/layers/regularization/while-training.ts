import { tf } from '../../tensorflow.ts';

type Call = tf.layers.Layer['call'];

/** `noised` of the input in training; the input as it is at inference, and where there is nothing to draw. */
export function whileTraining(layer: tf.layers.Layer, draws: boolean, noised: (input: tf.Tensor) => tf.Tensor): Call {
  const call = layer.call.bind(layer);
  return (inputs, kwargs) => {
    if (!kwargs.training || !draws) return call(inputs, { ...kwargs, training: false });
    return tf.tidy(() => noised([inputs].flat()[0] as tf.Tensor));
  };
}
