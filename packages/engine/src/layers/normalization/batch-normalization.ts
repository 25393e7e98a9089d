import { EngineError } from '../../errors.ts';
import { batchNormTraining } from '../../kernels/batch-normalization.ts';
import { spreadOver } from '../../record/calls/masks.ts';
import { tf } from '../../tensorflow.ts';
import type { StepContext } from '../../record/step-context.ts';

/** Keras' guard against a batch that is masked as a whole. */
const MASKED_EPSILON = 1e-7;

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
 * Batch normalisation by TensorFlow's fused operation, moving averages included; over any axis, of any rank, with or
 * without scale and offset (eager tfjs has gradients only over the last axis and with a scale). A frozen layer
 * (`trainable = false`, its own or that of a model around it) normalises by its moving averages, as in Keras. What is
 * masked is normalised, but counts in no mean and no variance.
 */
export function lowerBatchNormalization(layer: tf.layers.Layer, context: StepContext): tf.layers.Layer['call'] {
  const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = layer as unknown as BatchNormalization;
  const call = layer.call.bind(layer);
  return (inputs, kwargs) => {
    const [input] = [inputs].flat() as [tf.Tensor];
    const training = kwargs.training && !context.isFrozen(layer);
    const isLast = (axis + input.rank) % input.rank === input.rank - 1;
    const hasGradient = gamma !== undefined || !isDifferentiated();
    if (!training && isLast && hasGradient && input.rank < 5) return call(inputs, { ...kwargs, training: false });
    return tf.tidy(() => {
      const channelsLast = moveAxis(input, axis, -1);
      const { shape } = channelsLast;
      const channels = shape.at(-1) as number;
      const normalise = (mean: tf.Tensor, variance: tf.Tensor): tf.Tensor => {
        const scale = variance
          .add(epsilon)
          .rsqrt()
          .mul(gamma?.read() ?? 1);
        const scaled = channelsLast.sub(mean).mul(scale);
        return moveAxis(beta ? scaled.add(beta.read()) : scaled, -1, axis);
      };
      const updateAverages = (mean: tf.Tensor, variance: tf.Tensor): void => {
        for (const [average, value] of [
          [movingMean, mean],
          [movingVariance, variance],
        ] as const) {
          const current = average.read();
          average.write(current.sub(current.sub(value).mul(1 - momentum)));
        }
      };
      if (!training) return normalise(movingMean.read(), movingVariance.read());
      if (kwargs.mask) {
        const counted = countedMoments(input, { mask: kwargs.mask as tf.Tensor, axis, layer });
        updateAverages(counted.mean, counted.variance);
        return normalise(counted.mean, counted.variance);
      }
      const image = input.rank === 4 ? channelsLast : channelsLast.reshape([shape[0] ?? 0, -1, 1, channels]);
      const { y, mean, variance } = batchNormTraining(image as tf.Tensor4D, {
        scale: gamma?.read() ?? tf.ones([channels]),
        offset: beta?.read() ?? tf.zeros([channels]),
        epsilon,
      });
      updateAverages(mean, variance);
      return moveAxis(y.reshape(shape), -1, axis);
    });
  };
}

/** Mean and variance of the positions that a mask `[batch, …]` counts, of each channel. */
function countedMoments(
  input: tf.Tensor,
  { mask, axis, layer }: { mask: tf.Tensor; axis: number; layer: tf.layers.Layer },
): { mean: tf.Tensor; variance: tf.Tensor } {
  if (mask.rank !== input.rank - 1) {
    throw new EngineError(
      'engine/invalid-options',
      `The layer "${layer.name}" normalises [${input.shape.join(', ')}] with a mask [${mask.shape.join(', ')}]. ` +
        'The mask must have one axis less, as in Keras.',
    );
  }
  const counted = moveAxis(spreadOver(mask, input).toFloat(), axis, -1);
  const values = moveAxis(input, axis, -1);
  const others = [...input.shape.keys()].slice(0, -1);
  const count = counted.sum(others).add(MASKED_EPSILON);
  const mean = values.mul(counted).sum(others).div(count);
  return { mean, variance: values.sub(mean).mul(counted).square().sum(others).div(count) };
}

function isDifferentiated(): boolean {
  return (tf.engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0;
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
