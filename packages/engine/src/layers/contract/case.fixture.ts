import { tf } from '../../tensorflow.ts';

export const seeded = (seed: number) => tf.initializers.randomUniform({ minval: -0.5, maxval: 0.5, seed });
export const kernel = { kernelInitializer: seeded(1) };

export interface Case {
  /** As in `tf.layers`, and what is special. */
  readonly layer: string;
  readonly make: () => tf.layers.Layer;
  readonly shape: number[];
  /** Class numbers as input, where the layer takes no gradient. */
  readonly classes?: number;
}
