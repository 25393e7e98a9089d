import { type Figure, figuresOf, formatValue, type Gallery, type Table, taskFigures } from '@sightline/contracts';
import type { BinaryCurves } from '../statistics/binary-curves.ts';
import { curvesByClass } from '../statistics/curves-by-class.ts';
import { rankingCurves } from '../statistics/ranking-curves.ts';
import { classResult } from '../statistics/class-result.ts';
import { ratio } from '../statistics/ratio.ts';
import { sum } from '../statistics/sum.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';
import type { TaskEvaluation } from '../task.ts';
import { type MultiLabelMetrics, multiLabelMetrics, type MultiLabelPredictions } from './metrics.ts';

const { evaluation: traits } = taskFigures.multiLabel;

/** Figures and exhibits of labels that were answered. @param ids of the samples, for the gallery */
export function evaluateMultiLabel(ids: readonly string[], predictions: MultiLabelPredictions): TaskEvaluation {
  const metrics = multiLabelMetrics(predictions);
  const { labels, actual, probabilities } = predictions;
  const curves = curvesByClass(labels, probabilities, (index) => actual[index] === 1);
  const subsetAccuracy: Figure = {
    ...traits.subsetAccuracy,
    value: metrics.exactMatches / ids.length,
    interval: wilsonInterval(metrics.exactMatches, ids.length),
  };
  const figures = figuresOf(
    {
      macroF1: metrics.macro.f1,
      microF1: metrics.micro.f1,
      macroPrecision: metrics.macro.precision,
      macroRecall: metrics.macro.recall,
      subsetAccuracy: subsetAccuracy.value,
      hammingLoss: metrics.hammingLoss,
      averagePrecision: curves.micro.precisionRecall.area,
      loss: metrics.loss,
    },
    traits,
  );
  return {
    targetNames: [...labels],
    classes: metrics.perLabel.map(({ label, recall, support }) =>
      classResult(label, Math.round(recall * support), support),
    ),
    constant: { figure: 'macroF1', value: alwaysAll(metrics, ids.length) },
    figures: { ...figures, subsetAccuracy },
    exhibits: [labelTable(metrics, curves.perClass, predictions), ...rankingCurves(curves), mistakes(ids, predictions)],
  };
}

/** The macro F1 of answering all labels of every sample: of each label the precision is its frequency, the recall 1. */
function alwaysAll({ perLabel }: MultiLabelMetrics, samples: number): number {
  return sum(perLabel.map(({ support }) => ratio(2 * support, support + samples))) / perLabel.length;
}

function labelTable(
  { perLabel, macro, micro }: MultiLabelMetrics,
  curves: readonly BinaryCurves[],
  { thresholds }: MultiLabelPredictions,
): Table {
  const support = perLabel.reduce((total, label) => total + label.support, 0);
  return {
    kind: 'table',
    name: 'labels',
    title: 'Labels',
    note:
      'Each label is answered from its threshold on. Over all pairs of sample and label (micro): precision ' +
      `${micro.precision.toFixed(4)}, recall ${micro.recall.toFixed(4)}, F1 ${micro.f1.toFixed(4)}.`,
    columns: [
      { name: 'Label' },
      ...['Threshold', 'Precision', 'Recall', 'F1', 'Average precision'].map((name) => ({ name })),
      { name: 'Samples', unit: 'count' },
    ],
    rows: perLabel.map(({ label, precision, recall, f1, support: samples }, index) => {
      const area = curves[index]?.precisionRecall.area ?? null;
      return [label, thresholds[index] as number, precision, recall, f1, area, samples];
    }),
    foot: ['mean (macro)', null, macro.precision, macro.recall, macro.f1, null, support],
  };
}

/** The samples with the most labels wrong, the surest first. */
function mistakes(ids: readonly string[], predictions: MultiLabelPredictions, limit = 24): Gallery {
  const { labels, actual, probabilities, thresholds } = predictions;
  const width = labels.length;
  const wrong = ids
    .map((id, row) => {
      const parts = labels.map((label, index) => {
        const probability = probabilities[row * width + index] as number;
        const has = actual[row * width + index] === 1;
        return { label, has, isAnswered: probability >= (thresholds[index] as number), probability };
      });
      const missed = parts.filter(({ has, isAnswered }) => has && !isAnswered);
      const invented = parts.filter(({ has, isAnswered }) => !has && isAnswered);
      const surprise = [
        ...missed.map(({ probability }) => 1 - probability),
        ...invented.map((each) => each.probability),
      ];
      return { id, missed, invented, surprise: Math.max(0, ...surprise), count: surprise.length };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || b.surprise - a.surprise);
  return {
    kind: 'gallery',
    name: 'mistakes',
    title: 'Mistakes',
    note:
      'The samples with the most labels wrong first: − a label that was missed, + one that was answered without ' +
      'being there, and its probability.',
    items: wrong.slice(0, limit).map(({ id, missed, invented }) => ({
      sample: id,
      caption: [...missed.map(({ label }) => `− ${label}`), ...invented.map(({ label }) => `+ ${label}`)].join(', '),
      detail: [...missed, ...invented].map(({ probability }) => formatValue(probability, 'fraction')).join(', '),
    })),
  };
}
