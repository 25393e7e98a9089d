import { type Table, valueOf } from '@sightline/contracts';
import type { ClassificationCurves } from '../curves.ts';
import type { ClassificationMetrics } from '../metrics.ts';

/** Precision, recall, F1 and average precision of each class, and their means. */
export function classTable(metrics: ClassificationMetrics, curves: ClassificationCurves): Table {
  const { precision, recall, f1 } = metrics.macro;
  return {
    kind: 'table',
    name: 'classes',
    title: 'Classes',
    columns: [
      { name: 'Class' },
      ...['Precision', 'Recall', 'F1', 'Average precision'].map((name) => ({ name })),
      { name: 'Samples', unit: 'count' },
    ],
    rows: metrics.labels.map((label, index) => {
      const scores = valueOf(metrics.perClass, label);
      const area = curves.perClass[index]?.precisionRecall.area ?? null;
      return [
        label,
        scores?.precision ?? null,
        scores?.recall ?? null,
        scores?.f1 ?? null,
        area,
        scores?.support ?? null,
      ];
    }),
    foot: ['mean (macro)', precision, recall, f1, null, metrics.samples],
  };
}
