import { figuresOf, taskFigures } from '@sightline/contracts';
import type { TaskEvaluation } from '../task.ts';
import { classTable } from './exhibits/class-table.ts';
import { confusionMatrix, topConfusions } from './exhibits/confusion.ts';
import { classificationCurves } from './curves.ts';
import { classificationMetrics } from './metrics.ts';
import { surestMistakes } from './exhibits/mistakes.ts';
import type { Predictions } from './predictions.ts';
import { rankingCurves } from '../statistics/ranking-curves.ts';
import { reliabilityCurves } from './exhibits/reliability.ts';
import { classResult } from '../statistics/class-result.ts';
import { sum } from '../statistics/sum.ts';

const { evaluation: traits } = taskFigures.classification;

/**
 * What a classifier's predictions are worth. Of the ranking over all (sample, class) pairs there are `rocAuc` and
 * `averagePrecision`, micro-averaged as scikit-learn's; without negatives there is no `rocAuc`.
 *
 * @param ids of the samples, in the order of the predictions
 * @throws TaskError as {@link classificationMetrics}
 */
export function evaluateClassification(ids: readonly string[], predictions: Predictions): TaskEvaluation {
  const metrics = classificationMetrics(predictions);
  const curves = classificationCurves(predictions);
  const figures = figuresOf(
    {
      accuracy: metrics.accuracy,
      macroF1: metrics.macro.f1,
      macroPrecision: metrics.macro.precision,
      macroRecall: metrics.macro.recall,
      loss: metrics.loss,
      rocAuc: curves.micro.roc.area,
      averagePrecision: curves.micro.precisionRecall.area,
      expectedCalibrationError: curves.calibration.expectedCalibrationError,
    },
    traits,
  );
  return {
    targetNames: [...metrics.labels],
    classes: metrics.confusion.map((row, index) =>
      classResult(metrics.labels[index] as string, row[index] as number, sum(row)),
    ),
    // All of one class, none of the others.
    constant: { figure: 'macroRecall', value: 1 / metrics.labels.length },
    figures: {
      ...figures,
      accuracy: { ...traits.accuracy, value: metrics.accuracy, interval: metrics.accuracyInterval },
    },
    exhibits: [
      confusionMatrix(metrics),
      classTable(metrics, curves),
      topConfusions(metrics),
      ...rankingCurves(curves),
      reliabilityCurves(curves.calibration),
      surestMistakes(ids, predictions),
    ],
  };
}
