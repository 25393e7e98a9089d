import type { Sample } from '@sightline/contracts';
import type { Evidence, CheckFinding } from './check.ts';
import { EMBEDDING } from '../outliers/embeddings.ts';
import { findOutliers } from '../outliers/outliers.ts';

const NEIGHBOURS = 10;
/** More than these make it slower, and the neighbours hardly nearer. */
const MOST_REFERENCES = 10_000;

/** Where most images are copies of each other, the median distance is next to nothing. */
const MOST_TIMES = 99;

/**
 * Images that are far from their ten nearest neighbours by what they look like, see {@link findOutliers}; none where
 * there are too few to tell.
 */
export function findOutlyingImages(samples: readonly Sample[], { embeddings, thresholds }: Evidence): CheckFinding[] {
  const judged = samples.filter(({ id }) => embeddings.has(id));
  if (judged.length <= NEIGHBOURS) return [];
  const rows = new Float32Array(judged.length * EMBEDDING);
  for (const [place, { id }] of judged.entries()) rows.set(embeddings.get(id) ?? [], place * EMBEDDING);
  const { scores, outliers } = findOutliers(rows, {
    dimension: EMBEDDING,
    neighbours: NEIGHBOURS,
    ranges: thresholds.outliers,
    references: MOST_REFERENCES,
  });
  return outliers.map((place) => {
    const score = scores[place] as number;
    const times = -Math.log(score);
    return {
      sample: (judged[place] as Sample).id,
      score,
      reason: 'outlier',
      detail:
        `${times > MOST_TIMES ? `More than ${MOST_TIMES}` : times.toFixed(1)} times as far from its ${NEIGHBOURS} ` +
        'nearest neighbours as the median image.',
    };
  });
}
