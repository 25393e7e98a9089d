import { batchNormTraining } from '../kernels/batch-normalization.ts';
import { tf } from '../tensorflow.ts';

interface Weight {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

interface BatchNormalization {
  axis: number;
  epsilon: number;
  momentum: number;
  gamma: Weight | null;
  beta: Weight | null;
  movingMean: Weight;
  movingVariance: Weight;
}

/**
 * Batch normalisation by TensorFlow's fused operation, moving averages included. Over another axis than the last it stays as it is. A frozen layer
 * (`trainable = false`) normalises by its moving averages, as in Keras.
 */
export function lowerBatchNormalization(layer: tf.layers.Layer): tf.layers.Layer['call'] | undefined {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = layer as unknown as BatchNormalization;
  const call = layer.call.bind(layer);
  return (inputs, kwargs) => {
    const [input] = [inputs].flat() as [tf.Tensor];
    const { rank, shape } = input;
    if (!kwargs.training || !layer.trainable) return call(inputs, { ...kwargs, training: false });
    if (rank < 2 || rank > 5 || (axis !== -1 && axis !== rank - 1)) return call(inputs, kwargs);
    return tf.tidy(() => {
      const channels = shape.at(-1) as number;
      const image = input.reshape<tf.Tensor4D>([shape[0] ?? 0, -1, 1, channels]);
      const { y, mean, variance } = batchNormTraining(rank === 4 ? (input as tf.Tensor4D) : image, {
        scale: gamma?.read() ?? tf.ones([channels]),
        offset: beta?.read() ?? tf.zeros([channels]),
        epsilon,
      });
      for (const [average, value] of [
        [movingMean, mean],
        [movingVariance, variance],
      ] as const) {
        const current = average.read();
        average.write(current.sub(current.sub(value).mul(1 - momentum)));
      }
      return y.reshape(shape);
    });
  };
}
