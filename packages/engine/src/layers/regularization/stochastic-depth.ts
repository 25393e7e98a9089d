import { tf } from '../../tensorflow.ts';
import { keeping } from '../checks/unknown-settings.ts';
import { Dropout, type DropoutOptions } from './dropout-class.ts';

/** `rate` is the fraction of samples whose branch is dropped. */
export type StochasticDepthOptions = DropoutOptions;

/**
 * Drops the whole branch of a residual block for some samples while training, and divides it by 1 − `rate` for the
 * others (Huang et al., 2016): put before the addition. `drop_path` in timm, `StochasticDepth` in Keras' ConvNeXt,
 * torchvision's with `mode="row"`.
 *
 * @example
 * const input = tf.input({ shape: [28, 28, 40] });
 * const branch = tf.layers.conv2d({ filters: 40, kernelSize: 3, padding: 'same' }).apply(input);
 * const kept = stochasticDepth({ rate: 0.1 }).apply(branch) as tf.SymbolicTensor;
 * tf.layers.add().apply([input, kept]);
 */
export function stochasticDepth(options: StochasticDepthOptions): tf.layers.Layer {
  return keeping(new StochasticDepth(options), options);
}

/** tfjs' dropout with one draw for each sample. */
class StochasticDepth extends Dropout {
  static className = 'StochasticDepth';

  override getNoiseShape({ shape }: tf.Tensor): number[] {
    return shape.map((size, axis) => (axis === 0 ? size : 1));
  }
}

tf.serialization.registerClass(StochasticDepth as never);
