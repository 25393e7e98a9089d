import { tf } from '../tensorflow.ts';
import { registerNativeKernel, runNative } from '../backend/native-kernel.ts';

/** FusedBatchNormV3 by the statistics of the batch, and its gradient. */
export function registerBatchNormalization(): void {
  registerNativeKernel({
    op: 'FusedBatchNormV3',
    inputs: ['x', 'scale', 'offset', 'mean', 'variance'],
    outputs: 6,
    types: () => ({ T: 'float32', U: 'float32' }),
    gradient: {
      saveInputs: ['x', 'scale'],
      saveOutputs: [3, 4, 5],
      of: ([dy], [x, scale, reserve1, reserve2, reserve3], { epsilon }) => {
        // All at once: what the gradient of one input makes, tfjs disposes of before it asks for the next.
        const [dx, dScale, dOffset] = runNative(
          'FusedBatchNormGradV3',
          {
            dy: dy as tf.Tensor,
            x: x as tf.Tensor,
            scale: scale as tf.Tensor,
            reserve1: reserve1 as tf.Tensor,
            reserve2: reserve2 as tf.Tensor,
            reserve3: reserve3 as tf.Tensor,
          },
          { epsilon: epsilon as number, data_format: 'NHWC', is_training: true },
        ) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const none = () => tf.tensor1d([]);
        return { x: () => dx, scale: () => dScale, offset: () => dOffset, mean: none, variance: none };
      },
    },
  });
  registerNativeKernel({
    op: 'FusedBatchNormGradV3',
    inputs: ['dy', 'x', 'scale', 'reserve1', 'reserve2', 'reserve3'],
    outputs: 5,
    types: () => ({ T: 'float32', U: 'float32' }),
  });
}

/**
 * Normalises each channel by the mean and variance of the batch (Ioffe and Szegedy, 2015).
 *
 * @param x `[batch, height, width, channels]`
 * @param scale `[channels]`
 * @param offset `[channels]`
 * @returns the result, the mean, and the biased variance (that of the batch as a population)
 */
export function batchNormTraining(
  x: tf.Tensor4D,
  { scale, offset, epsilon }: { scale: tf.Tensor; offset: tf.Tensor; epsilon: number },
): { y: tf.Tensor4D; mean: tf.Tensor; variance: tf.Tensor } {
  const [y, mean, unbiased] = runNative(
    'FusedBatchNormV3',
    { x, scale, offset, mean: tf.tensor1d([]), variance: tf.tensor1d([]) },
    { epsilon, exponential_avg_factor: 1, data_format: 'NHWC', is_training: true },
  ) as [tf.Tensor4D, tf.Tensor, tf.Tensor];
  const count = x.shape[0] * x.shape[1] * x.shape[2];
  return { y, mean, variance: count > 1 ? tf.mul(unbiased, (count - 1) / count) : unbiased };
}
