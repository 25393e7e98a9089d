import { softmaxCrossEntropy, sparseSoftmaxCrossEntropy } from '../kernels/cross-entropy.ts';
import { tf } from '../tensorflow.ts';
import { activationInput } from './activation-input.ts';

/** The loss of each sample, `[batch]`, of targets and predictions `[batch, …]`. */
export type Loss = (targets: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** Keras' clipping of probabilities before the logarithm. */
const EPSILON = 1e-7;

/** `−Σ y log p`, of probabilities (targets one-hot or soft); through the logits where the predictions are a softmax. */
const categoricalCrossentropy: Loss = (targets, predictions) => {
  const logits = activationInput(predictions, 'Softmax');
  if (logits?.rank === 2) return softmaxCrossEntropy(logits, targets);
  const normalised = predictions.div(predictions.sum(-1, true)).clipByValue(EPSILON, 1 - EPSILON);
  return perSample(targets.mul(normalised.log()).sum(-1).neg());
};

/** The same for class indices: targets int32 `[batch]`. */
const sparseCategoricalCrossentropy: Loss = (targets, predictions) => {
  const logits = activationInput(predictions, 'Softmax');
  if (logits?.rank === 2) return sparseSoftmaxCrossEntropy(logits, targets);
  const classes = predictions.shape.at(-1) as number;
  return categoricalCrossentropy(tf.oneHot(targets.toInt(), classes).toFloat(), predictions);
};

const meanSquaredError: Loss = (targets, predictions) => perSample(tf.squaredDifference(predictions, targets));

/** The mean over all axes but the first. */
function perSample(values: tf.Tensor): tf.Tensor {
  return values.rank > 1 ? values.reshape([values.shape[0] ?? 0, -1]).mean(-1) : values;
}

/** Losses by their Keras names. */
export const losses = { categoricalCrossentropy, sparseCategoricalCrossentropy, meanSquaredError } satisfies Record<
  string,
  Loss
>;
