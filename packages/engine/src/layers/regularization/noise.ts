import { tf } from '../../tensorflow.ts';
import type { StepContext } from '../../record/step-context.ts';
import { whileTraining } from './while-training.ts';

type Call = tf.layers.Layer['call'];

/** Additive noise of mean 0 and standard deviation `stddev`. */
export function lowerGaussianNoise(layer: tf.layers.Layer, context: StepContext): Call {
  const { stddev } = layer as unknown as { stddev: number };
  return whileTraining(layer, stddev > 0, (input) => input.add(context.normal(layer.name, input.shape).mul(stddev)));
}

/**
 * Multiplicative noise of mean 1 and variance `rate / (1 − rate)`,
 * that of dropout (Srivastava et al., 2014, section 10).
 */
export function lowerGaussianDropout(layer: tf.layers.Layer, context: StepContext): Call {
  const { rate } = layer as unknown as { rate: number };
  const stddev = Math.sqrt(rate / (1 - rate));
  return whileTraining(layer, rate > 0 && rate < 1, (input) =>
    input.mul(context.normal(layer.name, input.shape).mul(stddev).add(1)),
  );
}

/** What SELU tends to at −∞: its scale times its alpha. */
const SATURATION = -1.0507009873554805 * 1.6732632423543772;

/** Sets units to SELU's saturation instead of 0, then restores mean 0 and variance 1 (Klambauer et al., 2017). */
export function lowerAlphaDropout(layer: tf.layers.Layer, context: StepContext): Call {
  const { rate, noiseShape } = layer as unknown as { rate: number; noiseShape?: number[] };
  const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATION ** 2));
  return whileTraining(layer, rate > 0 && rate < 1, (input) => {
    const kept = context.kept(layer.name, noiseShape ?? input.shape, rate);
    const dropped = tf.sub(1, kept).mul(SATURATION);
    return input
      .mul(kept)
      .add(dropped)
      .mul(scale)
      .add(-scale * SATURATION * rate);
  });
}
