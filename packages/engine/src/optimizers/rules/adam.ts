import type { OptimizerSpec } from '@sightline/contracts';
import type { UpdateRule } from './update-rule.ts';

type AdamSpec = Extract<OptimizerSpec, { kind: 'adam' | 'adamw' }>;

/**
 * Adam (Kingma and Ba, 2015), with the bias correction folded into the rate as in section 2 of the paper and in Keras.
 */
export const adam: UpdateRule<AdamSpec, 'm' | 'v'> = {
  slots: () => ({ m: 0, v: 0 }),
  update(builder, { beta1, beta2, epsilon }, { variable, gradient, slots, learningRate, step }) {
    const [b1, b2] = [builder.scalar(beta1), builder.scalar(beta2)];
    const powers = [builder.map('Pow', b1, step), builder.map('Pow', b2, step)] as const;
    builder.node(
      'ResourceApplyAdam',
      [variable, slots.m, slots.v, ...powers, learningRate, b1, b2, builder.scalar(epsilon), gradient],
      { T: { type: 'dtype', value: 'float32' } },
      [],
    );
  },
};
