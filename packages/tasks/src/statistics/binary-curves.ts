type Point = [number, number];

/**
 * The points of a curve, decimated for drawing, and the area under all of it; null where the split lacks the samples to
 * tell.
 */
interface Curve {
  readonly points: Point[];
  readonly area: number | null;
}

/** Of one question of yes or no, at every threshold. */
export interface BinaryCurves {
  /** `[false positive rate, true positive rate]`. */
  readonly roc: Curve;
  /** `[recall, precision]`; the area is the average precision. */
  readonly precisionRecall: Curve;
}

/** The curves of one binary question from the scores of its positives and of its negatives; sorts both. */
export function binaryCurvesOf(positives: Float32Array, negatives: Float32Array): BinaryCurves {
  positives.sort();
  negatives.sort();
  const roc: Point[] = [[0, 0]];
  const precisionRecall: Point[] = [[0, 1]];
  let area = 0;
  let averagePrecision = 0;
  let p = positives.length;
  let n = negatives.length;
  while (p > 0 || n > 0) {
    // One step per distinct score: equal scores cannot be told apart by any threshold.
    const threshold = Math.max(positives[p - 1] ?? -1, negatives[n - 1] ?? -1);
    while (p > 0 && positives[p - 1] === threshold) p--;
    while (n > 0 && negatives[n - 1] === threshold) n--;
    const tp = positives.length - p;
    const fp = negatives.length - n;
    const [lastFpr, lastRecall] = roc.at(-1) as Point;
    const recall = tp / positives.length;
    const fpr = fp / negatives.length;
    const precision = tp / (tp + fp);
    area += ((fpr - lastFpr) * (recall + lastRecall)) / 2;
    averagePrecision += (recall - lastRecall) * precision;
    roc.push([fpr, recall]);
    precisionRecall.push([recall, precision]);
  }
  const hasPositives = positives.length > 0;
  const hasBoth = hasPositives && negatives.length > 0;
  return {
    roc: { points: hasBoth ? decimate(roc) : [], area: hasBoth ? area : null },
    precisionRecall: {
      points: hasPositives ? decimate(precisionRecall) : [],
      area: hasPositives ? averagePrecision : null,
    },
  };
}

/**
 * At most `limit` points of a curve: first those within a level or an upright run go, then all but points evenly spaced
 * along the curve. Both ends stay.
 */
export function decimate(points: readonly Point[], limit = 200): Point[] {
  const corners = points.filter((point, index) => !isWithinRun(points[index - 1], point, points[index + 1]));
  if (corners.length <= limit) return corners;
  const walked = [0];
  for (let index = 1; index < corners.length; index++) {
    walked.push((walked[index - 1] as number) + distance(corners[index - 1] as Point, corners[index] as Point));
  }
  const stride = (walked.at(-1) as number) / (limit - 2);
  let next = 0;
  return corners.filter((_, index) => {
    const isEnd = index === 0 || index === corners.length - 1;
    if (!isEnd && (walked[index] as number) < next) return false;
    next = (Math.floor((walked[index] as number) / stride) + 1) * stride;
    return true;
  });
}

function distance(a: Point, b: Point): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

/**
 * Whether a point lies within a level or an upright run. Compares exactly: a tolerance would eat a slow bend point by
 * point.
 */
function isWithinRun(before: Point | undefined, point: Point, after: Point | undefined): boolean {
  if (!before || !after) return false;
  const isUpright = before[0] === point[0] && point[0] === after[0];
  const isLevel = before[1] === point[1] && point[1] === after[1];
  return isUpright || isLevel;
}
