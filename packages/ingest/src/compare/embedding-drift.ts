import { EMBEDDING } from '../scrub/outliers/embeddings.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import type { Compared, Measure } from './measure.ts';

/**
 * Whether images look otherwise: the greatest Kolmogorov-Smirnov distance of the numbers of their embeddings, which are
 * sparse random projections. With Bonferroni's correction that is one of the tests for shift of Rabanser, Günnemann and
 * Lipton (2019, https://arxiv.org/abs/1810.11953).
 */
export const EMBEDDING_DRIFT: Measure = {
  statistics: EMBEDDING,
  compare(before, after) {
    let [distance, number] = [0, 0];
    for (let place = 0; place < EMBEDDING; place++) {
      const valueOf = ({ embedding }: Compared) => embedding[place] as number;
      const here = kolmogorovSmirnov(before.map(valueOf), after.map(valueOf));
      if (here > distance) [distance, number] = [here, place];
    }
    const apart = cosineDistance(centreOf(before), centreOf(after)).toFixed(3);
    const most = `Number ${number + 1} of ${EMBEDDING} differs most`;
    const detail = `${most}; the mean embeddings have a cosine distance of ${apart}.`;
    return { distance, detail };
  },
};

function centreOf(compared: readonly Compared[]): Float64Array {
  const centre = new Float64Array(EMBEDDING);
  for (const { embedding } of compared)
    for (let place = 0; place < EMBEDDING; place++)
      centre[place] = (centre[place] as number) + (embedding[place] as number) / compared.length;
  return centre;
}

function cosineDistance(left: Float64Array, right: Float64Array): number {
  const product = left.reduce((sum, value, place) => sum + value * (right[place] as number), 0);
  const lengths = Math.hypot(...left) * Math.hypot(...right);
  return lengths === 0 ? 0 : Math.max(1 - product / lengths, 0);
}
