import { tf } from '../../tensorflow.ts';
import type { StepContext } from '../../record/step-context.ts';
import { whileTraining } from './while-training.ts';

interface Dropout {
  rate: number;
  /** The shape of the mask, by which channels or time steps are dropped together. */
  getNoiseShape(input: tf.Tensor): number[] | null | undefined;
}

/**
 * Inverted dropout as in Keras (Srivastava et al., 2014), spatial dropout included: each unit is set to 0 with
 * probability `rate`, the others are divided by 1 − `rate`. The layer's own `seed` is not used.
 */
export function lowerDropout(layer: tf.layers.Layer, context: StepContext): tf.layers.Layer['call'] {
  const dropout = layer as unknown as Dropout;
  const { rate } = dropout;
  return whileTraining(layer, rate > 0, (input) =>
    dropUnits(input, { rate, shape: dropout.getNoiseShape(input) ?? input.shape, layer: layer.name }, context),
  );
}

/** A tensor with some units set to 0 and the others scaled up. */
export function dropUnits(
  input: tf.Tensor,
  { rate, shape, layer }: { rate: number; shape: number[]; layer: string },
  context: StepContext,
): tf.Tensor {
  if (rate >= 1) return tf.zerosLike(input);
  return tf.tidy(() => input.mul(context.kept(layer, shape, rate).mul(1 / (1 - rate))));
}
