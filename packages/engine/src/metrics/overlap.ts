import { weighted } from '../losses/align-weights.ts';
import { tf } from '../tensorflow.ts';
import { type Metric, type MetricFactories, divideNoNan } from './metric.ts';
import { classesOf, requireKnownClasses } from './targets.ts';

interface Decisions {
  /** int32 class indices `[batch, …]`. */
  readonly expected: tf.Tensor;
  readonly decided: tf.Tensor;
  readonly classes: number;
}

interface Settings {
  readonly targetClassIds?: readonly number[];
  readonly ignoreClass?: number | undefined;
}

/**
 * Intersection over union from a confusion matrix: the mean of the classes wanted, except for those that occur nowhere.
 */
function intersectionOverUnion(
  decide: (targets: tf.Tensor, predictions: tf.Tensor) => Decisions,
  { targetClassIds, ignoreClass }: Settings,
): Metric {
  return {
    sums({ targets, predictions, weights }) {
      const { expected, decided, classes } = decide(targets, predictions);
      requireKnownClasses(targetClassIds ?? [], classes);
      // As in Keras, a target that is not a class, such as 255 for a border, counts nowhere.
      const isClass = expected.greaterEqual(0).logicalAnd(expected.less(classes));
      const counts = ignoreClass === undefined ? isClass : isClass.logicalAnd(expected.notEqual(ignoreClass));
      const cell = expected.mul(classes).add(decided).toInt().where(counts, tf.scalar(-1, 'int32')).flatten();
      const given = weighted(tf.onesLike(expected).toFloat(), weights).flatten();
      return { confusion: tf.unsortedSegmentSum(given, cell, classes ** 2) };
    },
    result({ confusion = [] }) {
      const classes = Math.sqrt(confusion.length);
      const all = Array.from({ length: classes }, (_, index) => index);
      const at = (row: number, column: number): number => confusion[row * classes + column] as number;
      const scores = (targetClassIds ?? all).flatMap((id) => {
        const union = all.reduce((sum, other) => sum + at(id, other) + at(other, id), -at(id, id));
        return union === 0 ? [] : [at(id, id) / union];
      });
      return divideNoNan(
        scores.reduce((sum, score) => sum + score, 0),
        scores.length,
      );
    },
  };
}

const mostLikely = (targets: tf.Tensor, predictions: tf.Tensor): Decisions => ({
  expected: classesOf(targets, predictions),
  decided: predictions.argMax(-1),
  classes: predictions.shape.at(-1) as number,
});

const aboveThreshold =
  (threshold: number) =>
  (targets: tf.Tensor, predictions: tf.Tensor): Decisions => ({
    expected: targets.toInt(),
    decided: predictions.greaterEqual(threshold).toInt(),
    classes: 2,
  });

export const intersections: MetricFactories<'iou' | 'meanIoU' | 'binaryIoU'> = {
  iou: (spec) => intersectionOverUnion(mostLikely, spec),
  meanIoU: (spec) => intersectionOverUnion(mostLikely, spec),
  binaryIoU: (spec) => intersectionOverUnion(aboveThreshold(spec.threshold), spec),
};
