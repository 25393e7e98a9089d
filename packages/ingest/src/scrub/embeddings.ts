import { deriveSeed, RandomStream } from '@sightline/contracts';
import { dotProducts, type Matrix, rowOf, zeros } from './matrix.ts';

/** How many numbers an embedding has. */
export const EMBEDDING = 64;
const BLOCK = 1024;
/** One weight in so many is not 0. */
const SPARSITY = 3;

/**
 * Brings the features of images down to 64 numbers, by a sparse random projection (Achlioptas 2003): angles stay, more or less. The projection is the same
 * for all datasets. The features are left as they are: brought to one deviation, the many that tell little would drown those that tell an odd image.
 *
 * @param features `[n, features]`
 * @returns `[n, 64]`
 */
export function embeddingsOf(features: Matrix): Matrix {
  const embeddings = zeros(features.rows, EMBEDDING);
  const projection = projectionOf(features.length);
  for (let start = 0; start < features.rows; start += BLOCK) {
    const end = Math.min(start + BLOCK, features.rows);
    const values = features.values.subarray(start * features.length, end * features.length);
    const block = { values, rows: end - start, length: features.length };
    embeddings.values.set(dotProducts(block, projection), start * EMBEDDING);
  }
  return embeddings;
}

/** `[64, features]`. */
function projectionOf(features: number): Matrix {
  const stream = new RandomStream(deriveSeed(0, 'projection', features));
  const projection = zeros(EMBEDDING, features);
  const weight = Math.sqrt(SPARSITY / EMBEDDING);
  for (let row = 0; row < EMBEDDING; row++) {
    const weights = rowOf(projection, row);
    for (let index = 0; index < features; index++) {
      const drawn = stream.integer(2 * SPARSITY);
      weights[index] = drawn === 0 ? weight : drawn === 1 ? -weight : 0;
    }
  }
  return projection;
}
