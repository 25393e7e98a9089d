import { quantile } from './quantile.ts';

/** The share of cleanlab's `Datalab`: outliers are (1 / 0.37 - 1) = 1.7 interquartile ranges above the third quartile. */
const RANGES = 1.7;
/** Above three dimensions angles tell more than distances. */
const MOST_EUCLIDEAN = 3;

/** How far each embedding is from its neighbours. */
export interface OutlierScores {
  /** exp(-d / median of d), d the mean distance to the nearest neighbours: 0 (far out) to 1, `[n]`. */
  scores: Float64Array;
  /** The places of those whose d is more than 1.7 interquartile ranges above the third quartile, ascending. */
  outliers: number[];
}

/**
 * Scores embeddings by their mean distance to the nearest neighbours (Kuan and Mueller 2022), as cleanlab's `OutOfDistribution` does: cosine distance, or
 * Euclidean in three dimensions or fewer. Compares all with all: O(n² × dimension).
 *
 * @param embeddings row by row, `[n, dimension]`
 * @throws RangeError when there are no more embeddings than neighbours
 */
export function findOutliers(
  embeddings: ArrayLike<number>,
  { dimension, neighbours = 10 }: { dimension: number; neighbours?: number },
): OutlierScores {
  const count = embeddings.length / dimension;
  if (!Number.isInteger(count) || count <= neighbours) {
    throw new RangeError(
      `Received ${embeddings.length} numbers of embeddings in ${dimension} dimensions. Allowed: whole rows, more than the ${neighbours} neighbours looked for.`,
    );
  }
  const cosine = dimension > MOST_EUCLIDEAN;
  const rows = Array.from({ length: count }, (_, index) => rowOf(embeddings, index, { dimension, unit: cosine }));
  const distances = Float64Array.from(rows, (row, index) => meanNearest(rows, row, { index, neighbours, cosine }));
  const sorted = distances.slice().sort();
  const [first, median, third] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const scale = Math.max(median, 100 * Number.EPSILON);
  const limit = third + RANGES * (third - first);
  return {
    scores: distances.map((distance) => Math.exp(-distance / scale)),
    outliers: [...distances.keys()].filter((index) => (distances[index] as number) > limit),
  };
}

function rowOf(
  embeddings: ArrayLike<number>,
  index: number,
  { dimension, unit }: { dimension: number; unit: boolean },
): Float64Array {
  const row = Float64Array.from({ length: dimension }, (_, place) => embeddings[index * dimension + place] as number);
  const length = unit ? Math.hypot(...row) || 1 : 1;
  return row.map((value) => value / length);
}

function meanNearest(
  rows: readonly Float64Array[],
  row: Float64Array,
  { index, neighbours, cosine }: { index: number; neighbours: number; cosine: boolean },
): number {
  const distances = new Float64Array(rows.length - 1);
  for (let other = 0, at = 0; other < rows.length; other++)
    if (other !== index) distances[at++] = distanceOf(row, rows[other] as Float64Array, cosine);
  return (
    distances
      .sort()
      .subarray(0, neighbours)
      .reduce((sum, distance) => sum + distance, 0) / neighbours
  );
}

/** 1 - cos of the angle between unit vectors, or the Euclidean distance. */
function distanceOf(left: Float64Array, right: Float64Array, cosine: boolean): number {
  let sum = 0;
  for (let place = 0; place < left.length; place++) {
    const [one, other] = [left[place] as number, right[place] as number];
    sum += cosine ? one * other : (one - other) ** 2;
  }
  return cosine ? Math.max(1 - sum, 0) : Math.sqrt(sum);
}
