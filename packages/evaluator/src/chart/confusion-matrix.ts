import type { Metrics } from '@sightline/contracts';
import type { Drawing } from './drawing.ts';
import { heatMap } from './heat-map.ts';

/** The confusion matrix twice: counts, and shares of each row (of each actual class), in per cent. */
export function confusionMatrices({ labels, confusion }: Metrics): Drawing[] {
  const axis = { rows: { label: 'actual', names: labels }, columns: { label: 'predicted', names: labels } };
  const supports = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const most = Math.max(...confusion.flat());
  const cells = (
    shadeOf: (count: number, support: number) => number,
    textOf: (count: number, support: number) => string,
  ) =>
    confusion.map((row, actual) =>
      row.map((count, predicted) => {
        const support = supports[actual] as number;
        const share = support === 0 ? 0 : (100 * count) / support;
        const hint = `actual ${labels[actual]}, predicted ${labels[predicted]}: ${count} of ${support} (${share.toFixed(1)} %)`;
        return {
          shade: count === 0 ? 0 : shadeOf(count, support),
          text: count === 0 ? '' : textOf(count, support),
          hint,
        };
      }),
    );
  return [
    heatMap({
      ...axis,
      title: 'Counts',
      label: 'Confusion matrix, counts.',
      cells: cells((count) => Math.sqrt(count / most), String),
    }),
    heatMap({
      ...axis,
      title: 'Per cent of the actual class',
      label: 'Confusion matrix, per cent of each actual class.',
      cells: cells(
        (count, support) => Math.sqrt(count / support),
        (count, support) => (count === support ? '100' : ((100 * count) / support).toFixed(1)),
      ),
    }),
  ];
}

export interface Confusion {
  readonly actual: string;
  readonly predicted: string;
  readonly count: number;
  readonly support: number;
}

/** The pairs of classes mistaken most often, most frequent first. */
export function topConfusions({ labels, confusion }: Metrics, limit: number): Confusion[] {
  return confusion
    .flatMap((row, actual) =>
      row.map((count, predicted) => ({ actual, predicted, count, support: row.reduce((sum, each) => sum + each, 0) })),
    )
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, limit)
    .map((pair) => ({ ...pair, actual: labels[pair.actual] as string, predicted: labels[pair.predicted] as string }));
}
