import type { MetricSpec } from '@sightline/contracts';
import { weighted } from '../losses/align-weights.ts';
import { tf } from '../tensorflow.ts';
import { type Metric, type MetricFactories, divideNoNan } from './metric.ts';
import { columnOf, positivesOf } from './targets.ts';

type Auc = Extract<MetricSpec, { kind: 'auc' }>;

/** The counts at one threshold. */
interface Point {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

const recall = ({ tp, fn }: Point): number => divideNoNan(tp, tp + fn);
const precision = ({ tp, fp }: Point): number => divideNoNan(tp, tp + fp);
const specificity = ({ tn, fp }: Point): number => divideNoNan(tn, tn + fp);

/** How the decisions at evenly spaced thresholds from 0 to 1 are counted. */
interface Counting {
  readonly numThresholds: number;
  readonly classId?: number | undefined;
  /** Each class for itself. */
  readonly perClass?: boolean;
  /** The lowest threshold lies below 0, so that all scores are above it. */
  readonly startsBelowZero?: boolean;
}

/**
 * A figure of the counts at each threshold, lowest first, from histograms of the scores of both classes; the mean of
 * the classes' figures.
 */
function overThresholds(counting: Counting, figure: (points: readonly Point[]) => number): Metric {
  const { numThresholds, classId, perClass = false } = counting;
  return {
    sums({ targets, predictions, weights }) {
      const scores = columnOf(predictions, classId);
      const expected = columnOf(positivesOf(targets, predictions), classId);
      const classes = perClass ? (scores.shape.at(-1) as number) : 1;
      const given = weighted(tf.onesLike(scores), weights);
      // As many thresholds lie below a score.
      const below = scores
        .clipByValue(0, 1)
        .mul(numThresholds - 1)
        .ceil()
        .toInt();
      const firstBuckets = tf.tensor1d(Int32Array.from({ length: classes }, (_, index) => index * numThresholds));
      const bucket = perClass ? below.add(firstBuckets) : below;
      const histogram = (values: tf.Tensor): tf.Tensor =>
        tf.unsortedSegmentSum(values.flatten(), bucket.flatten(), classes * numThresholds);
      return {
        positives: histogram(expected.mul(given)),
        negatives: histogram(tf.sub(1, expected).mul(given)),
      };
    },
    result({ positives = [], negatives = [] }) {
      const classes = positives.length / numThresholds;
      const figures = Array.from({ length: classes }, (_, index) => {
        const ofClass = (histogram: ArrayLike<number>): number[] =>
          Array.from(histogram).slice(index * numThresholds, (index + 1) * numThresholds);
        return figure(pointsOf(ofClass(positives), ofClass(negatives), counting));
      });
      return figures.reduce((sum, value) => sum + value, 0) / classes;
    },
  };
}

function pointsOf(positives: readonly number[], negatives: readonly number[], { startsBelowZero }: Counting): Point[] {
  const [right, wrong] = [fromEnd(positives), fromEnd(negatives)];
  return positives.map((_, threshold) => {
    const above = threshold === 0 && startsBelowZero ? 0 : threshold + 1;
    const [tp = 0, fp = 0] = [right[above], wrong[above]];
    return { tp, fp, fn: (right[0] as number) - tp, tn: (wrong[0] as number) - fp };
  });
}

/** Each element with all after it added. */
function fromEnd(values: readonly number[]): number[] {
  const sums = [...values];
  for (let place = sums.length - 2; place >= 0; place--) {
    sums[place] = (sums[place] as number) + (sums[place + 1] as number);
  }
  return sums;
}

/** Sums `area` over neighbouring points. */
function integrate(points: readonly Point[], area: (from: Point, to: Point) => number): number {
  return points.slice(1).reduce((sum, to, place) => sum + area(points[place] as Point, to), 0);
}

function areaUnder(points: readonly Point[], { curve, summationMethod }: Auc): number {
  if (curve === 'pr' && summationMethod === 'interpolation') return integrate(points, interpolatedPrecision);
  const x = curve === 'pr' ? recall : (point: Point) => divideNoNan(point.fp, point.fp + point.tn);
  const y = curve === 'pr' ? precision : recall;
  const height = {
    interpolation: (a: number, b: number) => (a + b) / 2,
    minoring: Math.min,
    majoring: Math.max,
  }[summationMethod];
  return integrate(points, (from, to) => (x(from) - x(to)) * height(y(from), y(to)));
}

/**
 * Davis and Goadrich (2006): between two points the true positives are linear in the positives, the precision is not.
 */
function interpolatedPrecision(from: Point, to: Point): number {
  const [predicted, next] = [from.tp + from.fp, to.tp + to.fp];
  const slope = divideNoNan(from.tp - to.tp, Math.max(predicted - next, 0));
  const intercept = to.tp - slope * next;
  const ratio = predicted > 0 && next > 0 ? predicted / next : 1;
  return divideNoNan(slope * (from.tp - to.tp + intercept * Math.log(ratio)), to.tp + to.fn);
}

/** The best `wanted` among the thresholds where `required` is at least `least`; 0 where there is none. */
function bestWhere(required: (point: Point) => number, least: number, wanted: (point: Point) => number) {
  return (points: readonly Point[]): number =>
    points.reduce((best, point) => (required(point) >= least ? Math.max(best, wanted(point)) : best), 0);
}

export const curves: MetricFactories<
  'auc' | 'sensitivityAtSpecificity' | 'specificityAtSensitivity' | 'precisionAtRecall' | 'recallAtPrecision'
> = {
  auc: (spec) =>
    overThresholds({ ...spec, perClass: spec.multiLabel, startsBelowZero: true }, (points) => areaUnder(points, spec)),
  sensitivityAtSpecificity: (spec) => overThresholds(spec, bestWhere(specificity, spec.specificity, recall)),
  specificityAtSensitivity: (spec) => overThresholds(spec, bestWhere(recall, spec.sensitivity, specificity)),
  precisionAtRecall: (spec) => overThresholds(spec, bestWhere(recall, spec.recall, precision)),
  recallAtPrecision: (spec) => overThresholds(spec, bestWhere(precision, spec.precision, recall)),
};
