import { deriveSeed, RandomStream } from '@sightline/contracts';
import { FEATURES } from '../measures/image-features.ts';
import { dotProducts, type Matrix, rowOf, zeros } from '../../numbers/matrix.ts';

/** How many numbers an embedding has. */
export const EMBEDDING = 64;
/** One weight in so many is not 0. */
const SPARSITY = 3;

let projection: Matrix | undefined;

/**
 * Brings the features of an image (see `featuresOf`) down to 64 numbers, by a sparse random projection (Achlioptas
 * 2003): angles stay, more or less. The projection is the same for all datasets. The features are left as they are:
 * brought to one deviation, the many that tell little would drown those that tell an odd image.
 */
export function embeddingOf(features: Float32Array): Float32Array {
  projection ??= newProjection();
  return dotProducts({ values: features, rows: 1, length: FEATURES }, projection);
}

/** `[64, features]`. */
function newProjection(): Matrix {
  const stream = new RandomStream(deriveSeed(0, 'projection', FEATURES));
  const weights = zeros(EMBEDDING, FEATURES);
  const weight = Math.sqrt(SPARSITY / EMBEDDING);
  for (let row = 0; row < EMBEDDING; row++) {
    const own = rowOf(weights, row);
    for (let index = 0; index < FEATURES; index++) {
      const drawn = stream.integer(2 * SPARSITY);
      own[index] = drawn === 0 ? weight : drawn === 1 ? -weight : 0;
    }
  }
  return weights;
}
