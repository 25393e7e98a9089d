import { tf } from '../../tensorflow.ts';

/**
 * One call of the inner layer for all time steps, time folded into the batch. Where something inside draws statistics
 * over the batch while training, step by step: each step has its own statistics.
 */
export function lowerTimeDistributed(wrapper: tf.layers.Layer): tf.layers.Layer['call'] {
  const { layer } = wrapper as unknown as { layer: tf.layers.Layer };
  return (inputs, kwargs) =>
    tf.tidy(() => {
      const [input] = [inputs].flat() as [tf.Tensor];
      const [batch = 0, steps = 0, ...shape] = input.shape;
      const { mask, ...others } = kwargs as { mask?: tf.Tensor | null };
      const apply = (tensor: tf.Tensor, its?: tf.Tensor): tf.Tensor =>
        [layer.apply(tensor, its ? { ...others, mask: its } : others)].flat()[0] as tf.Tensor;
      if (kwargs.training && normalisesBatches(layer)) {
        const masks = mask ? tf.unstack(mask, 1) : [];
        return tf.stack(
          tf.unstack(input, 1).map((step, index) => apply(step, masks[index])),
          1,
        );
      }
      // A mask of whole time steps says nothing within one.
      const within = mask && mask.rank > 2 ? mask.reshape([batch * steps, ...mask.shape.slice(2)]) : undefined;
      const output = apply(input.reshape([batch * steps, ...shape]), within);
      return output.reshape([batch, steps, ...output.shape.slice(1)]);
    });
}

function normalisesBatches(layer: tf.layers.Layer): boolean {
  const { layers, layer: inner } = layer as unknown as { layers?: tf.layers.Layer[]; layer?: tf.layers.Layer };
  const within = [...(layers ?? []), ...(inner ? [inner] : [])];
  return (layer.getClassName() === 'BatchNormalization' && layer.trainable) || within.some(normalisesBatches);
}
