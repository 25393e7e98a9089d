import { dotProducts, type Matrix, rowOf, zeros } from '../../numbers/matrix.ts';
import type { Neighbourhood } from './nearest-points.ts';

const BLOCK = 64;

/** The mean cosine distance of each embedding to its nearest neighbours, itself left out. */
export function nearestAngles(
  embeddings: ArrayLike<number>,
  { dimension, neighbours, references }: Neighbourhood,
): Float64Array {
  const distances = new Float64Array(embeddings.length / dimension);
  const among = unitVectors(embeddings, references, dimension);
  const placeOf = new Map(references.map((index, place) => [index, place]));
  for (let start = 0; start < distances.length; start += BLOCK) {
    const indices = Array.from({ length: Math.min(BLOCK, distances.length - start) }, (_, row) => start + row);
    const cosines = dotProducts(unitVectors(embeddings, indices, dimension), among);
    for (const [row, index] of indices.entries()) {
      const own = cosines.subarray(row * among.rows, (row + 1) * among.rows);
      const self = placeOf.get(index);
      if (self !== undefined) own[self] = -Infinity;
      const nearest = greatest(own, Math.min(neighbours, among.rows - Number(self !== undefined)));
      let sum = 0;
      for (const cosine of nearest) sum += Math.max(1 - cosine, 0);
      distances[index] = sum / nearest.length;
    }
  }
  return distances;
}

function unitVectors(embeddings: ArrayLike<number>, indices: readonly number[], dimension: number): Matrix {
  const matrix = zeros(indices.length, dimension);
  for (const [row, index] of indices.entries()) {
    const vector = Array.from({ length: dimension }, (_, place) => embeddings[index * dimension + place] as number);
    const length = Math.hypot(...vector) || 1;
    rowOf(matrix, row).set(vector.map((value) => value / length));
  }
  return matrix;
}

/** The greatest values, the greatest first. */
function greatest(values: Float32Array, count: number): Float64Array {
  const best = new Float64Array(count).fill(-Infinity);
  for (const value of values) {
    if (value <= (best[count - 1] as number)) continue;
    let place = count - 1;
    for (; place > 0 && (best[place - 1] as number) < value; place--) best[place] = best[place - 1] as number;
    best[place] = value;
  }
  return best;
}
