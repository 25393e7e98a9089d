import type { EmbeddingHead } from '@sightline/contracts';
import { tf, unitNormalization } from '@sightline/engine';
import { chain } from '../layers/chain.ts';
import { initializers } from '../layers/initializers.ts';

/**
 * A dense layer of `units` numbers, each row scaled to length 1:
 * the dot product of two rows is the cosine of their angle.
 */
export function embedding(
  features: tf.SymbolicTensor,
  { name, units }: EmbeddingHead,
  seed: number,
): tf.SymbolicTensor {
  const projection = `${name}_projection`;
  const kernelInitializer = initializers(seed).glorotUniform(projection);
  return chain(features, [
    tf.layers.dense({ name: projection, units, kernelInitializer }),
    unitNormalization({ name }),
  ]);
}
