import { quantile } from '../../numbers/quantile.ts';
import { nearestAngles } from './nearest-angles.ts';
import { nearestPoints } from './nearest-points.ts';

/**
 * The fraction of cleanlab's `Datalab`: outliers are (1 / 0.37 - 1) = 1.7 interquartile ranges above the third
 * quartile.
 */
const RANGES = 1.7;
/** Above three dimensions angles tell more than distances. */
const MOST_EUCLIDEAN = 3;

/** How far each embedding is from its neighbours. */
export interface OutlierScores {
  /** exp(-d / median of d), d the mean distance to the nearest neighbours: 0 (far out) to 1, `[n]`. */
  scores: Float64Array;
  /** The places of those whose d is more than so many interquartile ranges above the third quartile, ascending. */
  outliers: number[];
}

/**
 * Scores embeddings by their mean distance to the nearest neighbours (Kuan and Mueller 2022), as cleanlab's
 * `OutOfDistribution` does: cosine distance, or Euclidean in three dimensions or fewer. The time grows with n ×
 * references × dimension.
 *
 * @param embeddings row by row, `[n, dimension]`
 * @param options.ranges interquartile ranges above the third quartile that make an outlier
 * @param options.references how many embeddings, evenly spread, the neighbours are looked for among; all when left out
 * @throws RangeError when there are no more embeddings than neighbours
 */
export function findOutliers(
  embeddings: ArrayLike<number>,
  {
    dimension,
    neighbours = 10,
    ranges = RANGES,
    references = Infinity,
  }: { dimension: number; neighbours?: number; ranges?: number; references?: number },
): OutlierScores {
  const count = embeddings.length / dimension;
  if (!Number.isInteger(count) || count <= neighbours) {
    throw new RangeError(
      `Received ${embeddings.length} numbers of embeddings in ${dimension} dimensions. Allowed: whole rows, more ` +
        `than the ${neighbours} neighbours looked for.`,
    );
  }
  const every = Math.max(Math.ceil(count / Math.max(references, neighbours + 1)), 1);
  const chosen = Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
  const nearest = dimension > MOST_EUCLIDEAN ? nearestAngles : nearestPoints;
  const distances = nearest(embeddings, { dimension, neighbours, references: chosen });
  const sorted = distances.slice().sort();
  const [first, median, third] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const scale = Math.max(median, 100 * Number.EPSILON);
  const limit = third + ranges * (third - first);
  return {
    scores: distances.map((distance) => Math.exp(-distance / scale)),
    outliers: [...distances.keys()].filter((index) => (distances[index] as number) > limit),
  };
}
