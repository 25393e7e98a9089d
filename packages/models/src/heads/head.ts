import type { HeadSpec } from '@sightline/contracts';
import type { tf } from '@sightline/engine';

/**
 * The last layers of a network, `features` `[batch, features]` to the output, whose layer is called `name`.
 *
 * @param seed of the initial weights
 */
export type Head<Spec extends HeadSpec = HeadSpec> = (
  features: tf.SymbolicTensor,
  spec: Spec,
  seed: number,
) => tf.SymbolicTensor;
