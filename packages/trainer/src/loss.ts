import { type Loss, losses, tf } from '@sightline/engine';

/**
 * Cross-entropy of class indices `[batch]` against probabilities `[batch, classes]`, the targets smoothed: `1 − s + s / classes` for the class itself, `s / classes`
 * for the others (Szegedy et al., 2016), as in Keras.
 */
export function classificationLoss(labelSmoothing: number): Loss {
  if (labelSmoothing === 0) return losses.sparseCategoricalCrossentropy;
  return (targets, predictions) => {
    const classes = predictions.shape.at(-1) as number;
    const hard = tf.oneHot(targets.toInt(), classes).toFloat();
    return losses.categoricalCrossentropy(hard.mul(1 - labelSmoothing).add(labelSmoothing / classes), predictions);
  };
}
