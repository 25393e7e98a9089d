import { tf } from '../tensorflow.ts';
import { type Metric, type MetricFactories, share, weighted } from './metric.ts';
import { classesOf } from './targets.ts';

interface Decisions {
  /** int32 class indices `[batch, …]`. */
  readonly expected: tf.Tensor;
  readonly decided: tf.Tensor;
  readonly classes: number;
}

/** Intersection over union from a confusion matrix, the mean over `classIds`, or over the classes that occur. */
function intersectionOverUnion(
  decide: (targets: tf.Tensor, predictions: tf.Tensor) => Decisions,
  classIds?: readonly number[],
): Metric {
  return {
    sums({ targets, predictions, weights }) {
      const { expected, decided, classes } = decide(targets, predictions);
      const cell = expected.mul(classes).add(decided).flatten();
      const given = weighted(tf.onesLike(expected).toFloat(), weights).flatten();
      return { confusion: tf.unsortedSegmentSum(given, cell, classes ** 2) };
    },
    result({ confusion = [] }) {
      const classes = Math.sqrt(confusion.length);
      const all = Array.from({ length: classes }, (_, index) => index);
      const at = (row: number, column: number): number => confusion[row * classes + column] as number;
      const scores = (classIds ?? all).flatMap((id) => {
        const union = all.reduce((sum, other) => sum + at(id, other) + at(other, id), -at(id, id));
        return union === 0 ? [] : [at(id, id) / union];
      });
      return share(
        scores.reduce((sum, score) => sum + score, 0),
        scores.length,
      );
    },
  };
}

export const intersections: MetricFactories<'meanIoU' | 'binaryIoU'> = {
  meanIoU: ({ classIds }) =>
    intersectionOverUnion(
      (targets, predictions) => ({
        expected: classesOf(targets, predictions),
        decided: predictions.argMax(-1),
        classes: predictions.shape.at(-1) as number,
      }),
      classIds,
    ),
  binaryIoU: ({ threshold }) =>
    intersectionOverUnion((targets, predictions) => ({
      expected: targets.reshape(predictions.shape).toInt(),
      decided: predictions.greaterEqual(threshold).toInt(),
      classes: 2,
    })),
};
