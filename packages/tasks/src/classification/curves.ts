import { curvesByClass, type CurvesByClass } from '../statistics/curves-by-class.ts';
import { type Calibration, calibration } from './calibration.ts';
import { checkPredictions, type Predictions } from './predictions.ts';

export interface ClassificationCurves extends CurvesByClass {
  readonly calibration: Calibration;
}

/**
 * The ROC curve and the precision-recall curve of each class against the rest, and micro-averaged over all (sample,
 * class) pairs, with their areas, and the calibration. Areas as scikit-learn's `roc_auc_score` (trapezoids) and
 * `average_precision_score` (steps) have them, from all points; the points kept for drawing are at most 200 per curve.
 * An area that needs a sample of each kind, and has none, is null.
 *
 * @throws TaskError as {@link classificationMetrics}
 */
export function classificationCurves(predictions: Predictions): ClassificationCurves {
  checkPredictions(predictions);
  const { labels, actual, probabilities } = predictions;
  const isActual = (index: number) => actual[Math.floor(index / labels.length)] === index % labels.length;
  return {
    ...curvesByClass(labels, probabilities, isActual),
    calibration: calibration(predictions),
  };
}
