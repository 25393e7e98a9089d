import type { Curves } from '@sightline/contracts';
import type { Drawing } from './drawing.ts';
import { lineChart, type Series } from './line-chart.ts';
import { shorten } from './shorten.ts';

type Kind = 'roc' | 'precisionRecall';
type Point = readonly [number, number];

/** The ROC curves and the precision-recall curves: all classes faint, the average over all and the weakest class bold. */
export function rankingCurves(curves: Curves, size: { width: number; height: number }): Drawing[] {
  return [
    chart(curves, 'precisionRecall', size, { title: 'Precision–recall', x: 'recall', y: 'precision', corner: [1, 1] }),
    chart(curves, 'roc', size, { title: 'ROC', x: 'false positive rate', y: 'true positive rate', corner: [0, 1] }),
  ];
}

interface Text {
  title: string;
  x: string;
  y: string;
  /** Where a faultless classifier's curve turns. */
  corner: Point;
}

function chart(curves: Curves, kind: Kind, size: { width: number; height: number }, text: Text): Drawing {
  const known = curves.perClass
    .filter((each) => each[kind].area !== null)
    .sort((a, b) => (a[kind].area as number) - (b[kind].area as number));
  const weakest = known[0];
  const series: Series[] = known.map((each) => ({ name: each.label, tone: 'muted', points: each[kind].points }));
  series.push({ name: 'all classes', tone: 'blue', points: curves.micro[kind].points });
  if (weakest)
    series.push({ name: `weakest: ${shorten(weakest.label, 16)}`, tone: 'vermillion', points: weakest[kind].points });
  const window = windowAround(series, text.corner);
  const [x] = text.corner;
  return lineChart({
    ...size,
    title: window < 1 ? `${text.title} (corner)` : text.title,
    label: `${text.title}. Area under the curve of all classes together: ${curves.micro[kind].area?.toFixed(4)}; weakest class ${weakest?.label}: ${weakest?.[kind].area?.toFixed(4)}.`,
    x: { label: text.x, domain: x === 0 ? [0, window] : [1 - window, 1] },
    y: { label: text.y, domain: [1 - window, 1] },
    series,
    legend: series.filter(({ tone }) => tone !== 'muted').map(({ name, tone }) => ({ name, tone })),
  });
}

/** The smallest square at the ideal corner in which every curve is seen to turn: a good classifier's curves would else be one line along the frame. */
function windowAround(series: readonly Series[], corner: Point): number {
  const reach = Math.max(
    ...series.map(({ points }) =>
      Math.min(...points.map((point) => Math.max(Math.abs(point[0] - corner[0]), Math.abs(point[1] - corner[1])))),
    ),
  );
  return [0.05, 0.1, 0.2, 0.5].find((side) => reach * 2 <= side) ?? 1;
}
