import type { Matrix, Table } from '@sightline/contracts';
import type { ClassificationMetrics } from '../metrics.ts';

/** Which class was taken for which. */
export function confusionMatrix({ labels, confusion }: ClassificationMetrics): Matrix {
  return {
    kind: 'matrix',
    name: 'confusion',
    title: 'Confusion matrix',
    rows: { label: 'actual', names: [...labels] },
    columns: { label: 'predicted', names: [...labels] },
    counts: confusion,
  };
}

/** The pairs of classes mistaken most often, most frequent first. */
export function topConfusions({ labels, confusion, perClass }: ClassificationMetrics, limit = 10): Table {
  const pairs = confusion
    .flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit);
  return {
    kind: 'table',
    name: 'confusions',
    title: 'Mistaken most often',
    columns: [
      { name: 'Actual → predicted' },
      { name: 'Count', unit: 'count' },
      { name: 'Of the class', unit: 'fraction' },
    ],
    rows: pairs.map(({ actual, predicted, count }) => {
      const [from, to] = [labels[actual] as string, labels[predicted] as string];
      return [`${from} → ${to}`, count, count / (perClass[from]?.support as number)];
    }),
  };
}
