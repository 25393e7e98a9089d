import { binaryCurvesOf } from '../statistics/binary-curves.ts';
import type { CurvesByClass } from '../statistics/ranking-curves.ts';
import { type Calibration, calibration } from './calibration.ts';
import { checkPredictions, type Predictions } from './predictions.ts';

export interface ClassificationCurves extends CurvesByClass {
  readonly calibration: Calibration;
}

/**
 * The ROC curve and the precision-recall curve of each class against the rest, and micro-averaged over all (sample,
 * class) pairs, with their areas, and the calibration. Areas as scikit-learn's `roc_auc_score` (trapezoids) and
 * `average_precision_score` (steps) have them, from all points; the points kept for drawing are at most 200 a curve. An
 * area that needs a sample of each kind, and has none, is null.
 *
 * @throws TaskError as {@link classificationMetrics}
 */
export function classificationCurves(predictions: Predictions): ClassificationCurves {
  checkPredictions(predictions);
  const { labels, actual, probabilities } = predictions;
  const classOf = (index: number) => index % labels.length;
  const isActual = (index: number) => actual[Math.floor(index / labels.length)] === classOf(index);
  return {
    micro: binaryCurvesOf(
      probabilities.filter((_, index) => isActual(index)),
      probabilities.filter((_, index) => !isActual(index)),
    ),
    perClass: labels.map((label, column) => ({
      label,
      ...binaryCurvesOf(
        probabilities.filter((_, index) => classOf(index) === column && isActual(index)),
        probabilities.filter((_, index) => classOf(index) === column && !isActual(index)),
      ),
    })),
    calibration: calibration(predictions),
  };
}
