import type { MetricSpec } from '@sightline/contracts';
import { tf } from '../tensorflow.ts';
import { type Metric, type MetricFactories, share, weighted } from './metric.ts';
import { oneHotOf } from './targets.ts';

type Auc = Extract<MetricSpec, { kind: 'auc' }>;

/** The counts at one threshold. */
interface Point {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

const recall = ({ tp, fn }: Point): number => share(tp, tp + fn);
const precision = ({ tp, fp }: Point): number => share(tp, tp + fp);
const specificity = ({ tn, fp }: Point): number => share(tn, tn + fp);

/** A figure of the counts at evenly spaced thresholds, lowest first, from histograms of the scores of both classes. */
function overThresholds(thresholds: number, figure: (points: readonly Point[]) => number): Metric {
  return {
    sums({ targets, predictions, weights }) {
      const expected = oneHotOf(targets, predictions).flatten();
      const given = weighted(tf.onesLike(predictions), weights).flatten();
      // A score lies above the thresholds of its bucket and of all before.
      const bucket = predictions
        .flatten()
        .clipByValue(0, 1)
        .mul(thresholds - 1)
        .ceil()
        .sub(1)
        .relu()
        .toInt();
      const histogram = (values: tf.Tensor): tf.Tensor =>
        tf.unsortedSegmentSum(values, bucket as tf.Tensor1D, thresholds);
      return {
        positives: histogram(expected.mul(given)),
        negatives: histogram(tf.sub(1, expected).mul(given)),
      };
    },
    result({ positives = [], negatives = [] }) {
      const [above, aboveWrongly] = [fromEnd(positives), fromEnd(negatives)];
      const [p = 0, n = 0] = [above[0], aboveWrongly[0]];
      return figure(
        above.map((tp, place) => {
          const fp = aboveWrongly[place] as number;
          return { tp, fp, fn: p - tp, tn: n - fp };
        }),
      );
    },
  };
}

/** Each element with all after it added. */
function fromEnd(values: ArrayLike<number>): number[] {
  const sums = Array.from(values);
  for (let place = sums.length - 2; place >= 0; place--) {
    sums[place] = (sums[place] as number) + (sums[place + 1] as number);
  }
  return sums;
}

/** Sums `area` over neighbouring points. */
function integrate(points: readonly Point[], area: (from: Point, to: Point) => number): number {
  return points.slice(1).reduce((sum, to, place) => sum + area(points[place] as Point, to), 0);
}

function areaUnder(points: readonly Point[], { curve, summation }: Auc): number {
  if (curve === 'pr' && summation === 'interpolation') return integrate(points, interpolatedPrecision);
  const x = curve === 'pr' ? recall : (point: Point) => share(point.fp, point.fp + point.tn);
  const y = curve === 'pr' ? precision : recall;
  const height = {
    interpolation: (a: number, b: number) => (a + b) / 2,
    minoring: Math.min,
    majoring: Math.max,
  }[summation];
  return integrate(points, (from, to) => (x(from) - x(to)) * height(y(from), y(to)));
}

/** Davis and Goadrich (2006): between two points the true positives are linear in the positives, the precision is not. */
function interpolatedPrecision(from: Point, to: Point): number {
  const [predicted, next] = [from.tp + from.fp, to.tp + to.fp];
  const slope = share(from.tp - to.tp, Math.max(predicted - next, 0));
  const intercept = to.tp - slope * next;
  const ratio = predicted > 0 && next > 0 ? predicted / next : 1;
  return share(slope * (from.tp - to.tp + intercept * Math.log(ratio)), to.tp + to.fn);
}

/** The best `wanted` among the thresholds where `required` is at least `least`; 0 where there is none. */
function bestWhere(required: (point: Point) => number, least: number, wanted: (point: Point) => number) {
  return (points: readonly Point[]): number =>
    points.reduce((best, point) => (required(point) >= least ? Math.max(best, wanted(point)) : best), 0);
}

export const curves: MetricFactories<
  'auc' | 'sensitivityAtSpecificity' | 'specificityAtSensitivity' | 'precisionAtRecall' | 'recallAtPrecision'
> = {
  auc: (spec) => overThresholds(spec.thresholds, (points) => areaUnder(points, spec)),
  sensitivityAtSpecificity: (spec) => overThresholds(spec.thresholds, bestWhere(specificity, spec.specificity, recall)),
  specificityAtSensitivity: (spec) => overThresholds(spec.thresholds, bestWhere(recall, spec.sensitivity, specificity)),
  precisionAtRecall: (spec) => overThresholds(spec.thresholds, bestWhere(recall, spec.recall, precision)),
  recallAtPrecision: (spec) => overThresholds(spec.thresholds, bestWhere(precision, spec.precision, recall)),
};
