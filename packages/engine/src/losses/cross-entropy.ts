import type { LossSpec } from '@sightline/contracts';
import { softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from '../kernels/cross-entropy.ts';
import { tf } from '../tensorflow.ts';
import { activationInput } from './activation-input.ts';
import { asClasses, requireClasses } from './align-targets.ts';
import type { LossFactories } from './loss.ts';

/** Keras' clipping of probabilities before the logarithm. */
const EPSILON = 1e-7;

type Focal = Extract<LossSpec, { kind: 'categoricalFocalCrossentropy' }>;

export const crossEntropies: Pick<
  LossFactories,
  | 'categoricalCrossentropy'
  | 'sparseCategoricalCrossentropy'
  | 'categoricalGeneralizedCrossEntropy'
  | 'binaryCrossentropy'
  | 'categoricalFocalCrossentropy'
  | 'binaryFocalCrossentropy'
> = {
  categoricalCrossentropy:
    ({ labelSmoothing }) =>
    (targets, predictions) =>
      categorical(smoothed(targets, labelSmoothing), predictions),
  sparseCategoricalCrossentropy:
    ({ labelSmoothing }) =>
    (targets, predictions) => {
      const classes = predictions.shape.at(-1) as number;
      const indices = asClasses(targets);
      const logits = activationInput(predictions, 'Softmax');
      if (logits && labelSmoothing === 0) {
        const losses = sparseSoftmaxCrossEntropy(logits.reshape([-1, classes]), indices.flatten());
        return losses.reshape(predictions.shape.slice(0, -1));
      }
      const oneHot = tf.oneHot(indices, classes).toFloat();
      const losses = categorical(smoothed(oneHot, labelSmoothing), predictions);
      return losses.add(requireClasses(indices, classes));
    },
  categoricalGeneralizedCrossEntropy:
    ({ q }) =>
    (targets, predictions) => {
      const classes = predictions.shape.at(-1) as number;
      const indices = asClasses(targets);
      const own = tf.oneHot(indices, classes).toFloat().mul(predictions).sum(-1);
      // At 0 the power has no finite slope.
      const losses = tf.sub(1, tf.pow(own.clipByValue(EPSILON, 1), q)).div(q);
      return losses.add(requireClasses(indices, classes));
    },
  binaryCrossentropy:
    ({ labelSmoothing }) =>
    (targets, predictions) =>
      binary(binarySmoothed(targets, labelSmoothing), predictions),
  categoricalFocalCrossentropy:
    ({ alpha, gamma, labelSmoothing }: Focal) =>
    (targets, predictions) => {
      const probabilities = normalised(predictions);
      const weights = tf.pow(tf.sub(1, probabilities), gamma).mul(alpha);
      const losses = weights.mul(smoothed(targets, labelSmoothing)).mul(probabilities.log().neg());
      return losses.sum(-1);
    },
  binaryFocalCrossentropy:
    ({ alpha, gamma, labelSmoothing, applyClassBalancing }) =>
    (targets, predictions) => {
      const expected = binarySmoothed(targets, labelSmoothing);
      const clipped = predictions.clipByValue(EPSILON, 1 - EPSILON);
      const right = expected.mul(clipped).add(tf.sub(1, expected).mul(tf.sub(1, clipped)));
      let losses = tf.pow(tf.sub(1, right), gamma).mul(binary(expected, predictions));
      if (applyClassBalancing) {
        losses = losses.mul(expected.mul(alpha).add(tf.sub(1, expected).mul(1 - alpha)));
      }
      return losses;
    },
};

/** `−Σ y log p` along the last axis; through the logits where the predictions are a softmax. */
function categorical(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  const logits = activationInput(predictions, 'Softmax');
  if (!logits) return targets.mul(normalised(predictions).log()).sum(-1).neg();
  const classes = predictions.shape.at(-1) as number;
  const losses = softmaxCrossEntropy(logits.reshape([-1, classes]), targets.reshape([-1, classes]));
  return losses.reshape(predictions.shape.slice(0, -1));
}

/** Of each element; through the logits where the predictions are a sigmoid: `max(x, 0) − x·y + log(1 + exp(−|x|))`. */
function binary(targets: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  const logits = activationInput(predictions, 'Sigmoid');
  if (logits) return tf.relu(logits).sub(logits.mul(targets)).add(logits.abs().neg().exp().log1p());
  const clipped = predictions.clipByValue(EPSILON, 1 - EPSILON);
  return targets
    .mul(clipped.log())
    .add(tf.sub(1, targets).mul(tf.sub(1, clipped).log()))
    .neg();
}

/** Probabilities that add up to 1 and stay clear of 0 and 1. */
function normalised(predictions: tf.Tensor): tf.Tensor {
  return predictions.div(predictions.sum(-1, true)).clipByValue(EPSILON, 1 - EPSILON);
}

function smoothed(targets: tf.Tensor, amount: number): tf.Tensor {
  return amount === 0 ? targets : targets.mul(1 - amount).add(amount / (targets.shape.at(-1) as number));
}

function binarySmoothed(targets: tf.Tensor, amount: number): tf.Tensor {
  return amount === 0 ? targets : targets.mul(1 - amount).add(amount / 2);
}
