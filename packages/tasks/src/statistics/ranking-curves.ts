import type { Curves } from '@sightline/contracts';
import type { BinaryCurves } from './binary-curves.ts';
import type { CurvesByClass } from './curves-by-class.ts';

type Series = Curves['series'][number];
type Point = readonly [number, number];

/** So many faint lines at most: more are a grey area, and large files. */
const MOST_LINES = 30;

/** The precision-recall and the ROC curves: all classes faint, the average over all and the weakest class bold. */
export function rankingCurves(curves: CurvesByClass): Curves[] {
  return [
    exhibit(curves, 'precisionRecall', {
      title: 'Precision–recall',
      area: 'Average precision',
      x: 'recall',
      y: 'precision',
      corner: [1, 1],
    }),
    exhibit(curves, 'roc', {
      title: 'ROC',
      area: 'Area under the curve',
      x: 'false positive rate',
      y: 'true positive rate',
      corner: [0, 1],
    }),
  ];
}

interface Text {
  readonly title: string;
  /** What the area is called. */
  readonly area: string;
  readonly x: string;
  readonly y: string;
  /** Where a faultless classifier's curve turns. */
  readonly corner: Point;
}

function exhibit(curves: CurvesByClass, name: keyof BinaryCurves, text: Text): Curves {
  const known = curves.perClass
    .filter((each) => each[name].area !== null)
    .sort((a, b) => (a[name].area as number) - (b[name].area as number));
  const series: Series[] = [
    ...known
      .slice(0, MOST_LINES)
      .map((each) => ({ name: each.label, style: 'context' as const, points: each[name].points })),
    { name: 'all classes', style: 'line', points: curves.micro[name].points },
  ];
  const weakest = known[0];
  const areas = [`over all classes ${(curves.micro[name].area ?? 0).toFixed(4)}`];
  if (weakest) {
    series.push({ name: `weakest: ${weakest.label}`, style: 'line', points: weakest[name].points });
    areas.push(`of class ${weakest.label}, the weakest, ${(weakest[name].area as number).toFixed(4)}`);
  }
  const window = windowAround(series, text.corner);
  return {
    kind: 'curves',
    name,
    title: window < 1 ? `${text.title} (corner)` : text.title,
    note:
      `${text.area} ${areas.join(', ')}. Faint lines are ` +
      `${known.length > MOST_LINES ? `the ${MOST_LINES} weakest` : 'single'} classes.`,
    x: { label: text.x, domain: text.corner[0] === 0 ? [0, window] : [1 - window, 1] },
    y: { label: text.y, domain: [1 - window, 1] },
    series,
  };
}

/**
 * The smallest square at the ideal corner in which every curve is seen to turn: a good classifier's curves would else
 * be one line along the frame.
 */
function windowAround(series: readonly Series[], corner: Point): number {
  const reach = Math.max(
    ...series.map(({ points }) =>
      Math.min(...points.map((point) => Math.max(Math.abs(point[0] - corner[0]), Math.abs(point[1] - corner[1])))),
    ),
  );
  return [0.05, 0.1, 0.2, 0.5].find((side) => reach * 2 <= side) ?? 1;
}
