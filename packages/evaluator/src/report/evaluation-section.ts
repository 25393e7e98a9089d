import { valueOf } from '@sightline/contracts';
import { confusionMatrices, topConfusions } from '../chart/confusion-matrix.ts';
import { inlineSvg } from '../chart/drawing.ts';
import { rankingCurves } from '../chart/ranking-curves.ts';
import { reliabilityDiagram } from '../chart/reliability-diagram.ts';
import { markup, type Markup } from '../markup.ts';
import { count, percent } from './format.ts';
import type { ReportData } from './report-data.ts';
import { table } from './table.ts';

const CHART = { width: 340, height: 330 };

/**
 * Evaluation on the test split, or on validation where there is none: confusion matrix, figures per class, curves,
 * reliability.
 */
export function evaluationSection(data: ReportData): Markup {
  const { metrics, curves, statistics } = data;
  const note =
    'There are no test samples: these figures are of the validation split, by which the best epoch was chosen, and a little too good.';
  return markup`<section><h2>Evaluation</h2>
${statistics.splits['test'] ? undefined : markup`<p class="note">${note}</p>`}
<h3>Confusion matrix</h3>
<p class="note">Shades follow the square root, so that single mistakes show.</p>
<div class="charts two">${confusionMatrices(metrics).map(inlineSvg)}</div>
<div class="beside"><div><h3>Classes</h3>${classTable(data)}</div><div><h3>Mistaken most often</h3>${confusions(data)}</div></div>
<h3>Ranking and calibration</h3>
<p class="note">Average precision ${area(curves.micro.precisionRecall.area)}, area under the ROC curve ${area(curves.micro.roc.area)} over all classes; grey lines are single classes.
Expected calibration error ${curves.calibration.expectedCalibrationError.toFixed(4)}; on the dashed line a probability can be taken at its word.</p>
<div class="charts">${[...rankingCurves(curves, CHART), reliabilityDiagram(curves.calibration, CHART)].map(inlineSvg)}</div></section>`;
}

function classTable({ metrics, curves }: ReportData): Markup {
  const names = ['Precision', 'Recall', 'F1', 'Average precision', 'Samples'];
  const rows = metrics.labels.map((label, index) => {
    const scores = valueOf(metrics.perClass, label);
    const figures = [scores?.precision, scores?.recall, scores?.f1].map((value) => (value ?? 0).toFixed(4));
    return [label, ...figures, area(curves.perClass[index]?.precisionRecall.area), count(scores?.support ?? 0)];
  });
  const { precision, recall, f1 } = metrics.macro;
  const average = [precision, recall, f1].map((value) => value.toFixed(4));
  return table({
    columns: [{ name: 'Class' }, ...names.map((name) => ({ name, isNumber: true }))],
    rows,
    foot: ['mean (macro)', ...average, '', count(metrics.samples)],
  });
}

function confusions({ metrics }: ReportData): Markup {
  const pairs = topConfusions(metrics, 10);
  if (pairs.length === 0) return markup`<p class="note">No mistakes.</p>`;
  return table({
    columns: [
      { name: 'Actual → predicted' },
      { name: 'Count', isNumber: true },
      { name: 'Of the class', isNumber: true },
    ],
    rows: pairs.map(({ actual, predicted, count: mistaken, support }) => [
      `${actual} → ${predicted}`,
      count(mistaken),
      percent(mistaken / support, 1),
    ]),
  });
}

function area(value: number | null | undefined): string {
  return typeof value === 'number' ? value.toFixed(4) : '–';
}
