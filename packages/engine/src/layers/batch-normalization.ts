import { batchNormTraining } from '../kernels/batch-normalization.ts';
import { tf } from '../tensorflow.ts';
import type { StepContext } from './step-context.ts';

interface Weight {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

interface BatchNormalization {
  axis: number;
  epsilon: number;
  momentum: number;
  gamma: Weight | undefined;
  beta: Weight | undefined;
  movingMean: Weight;
  movingVariance: Weight;
}

/**
 * Batch normalisation by TensorFlow's fused operation, moving averages included; over any axis, of any rank, with or without scale and offset (eager tfjs
 * has gradients only over the last axis and with a scale). A frozen layer (`trainable = false`, its own or that of a model around it) normalises by its
 * moving averages, as in Keras.
 */
export function lowerBatchNormalization(layer: tf.layers.Layer, context: StepContext): tf.layers.Layer['call'] {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = layer as unknown as BatchNormalization;
  const call = layer.call.bind(layer);
  return (inputs, kwargs) => {
    const [input] = [inputs].flat() as [tf.Tensor];
    const training = kwargs.training && !context.isFrozen(layer);
    const isLast = (axis + input.rank) % input.rank === input.rank - 1;
    if (!training && isLast && gamma && input.rank < 5) return call(inputs, { ...kwargs, training: false });
    return tf.tidy(() => {
      const channelsLast = moveAxis(input, axis, -1);
      const { shape } = channelsLast;
      const channels = shape.at(-1) as number;
      if (!training) {
        const scale = movingVariance
          .read()
          .add(epsilon)
          .rsqrt()
          .mul(gamma?.read() ?? 1);
        const scaled = channelsLast.sub(movingMean.read()).mul(scale);
        return moveAxis(beta ? scaled.add(beta.read()) : scaled, -1, axis);
      }
      const image = input.rank === 4 ? channelsLast : channelsLast.reshape([shape[0] ?? 0, -1, 1, channels]);
      const { y, mean, variance } = batchNormTraining(image as tf.Tensor4D, {
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
      return moveAxis(y.reshape(shape), -1, axis);
    });
  };
}

/** The tensor with one axis moved to another place, the others in their order. */
function moveAxis(tensor: tf.Tensor, from: number, to: number): tf.Tensor {
  const { rank } = tensor;
  const [source, target] = [(from + rank) % rank, (to + rank) % rank];
  if (source === target) return tensor;
  const order = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== source);
  order.splice(target, 0, source);
  return tensor.transpose(order);
}
