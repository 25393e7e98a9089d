import type { OptimizerSpec } from '@sightline/contracts';
import type { UpdateRule } from './update-rule.ts';

type AdamaxSpec = Extract<OptimizerSpec, { kind: 'adamax' }>;

/** Adamax, the variant of Adam by the infinity norm (Kingma and Ba, 2015, section 7.1). */
export const adamax: UpdateRule<AdamaxSpec, 'm' | 'u'> = {
  slots: () => ({ m: 0, u: 0 }),
  update(builder, { beta1, beta2, epsilon }, { variable, gradient, slots, learningRate, step }) {
    const [b1, b2] = [builder.scalar(beta1), builder.scalar(beta2)];
    builder.node(
      'ResourceApplyAdaMax',
      [
        variable,
        slots.m,
        slots.u,
        builder.map('Pow', b1, step),
        learningRate,
        b1,
        b2,
        builder.scalar(epsilon),
        gradient,
      ],
      { T: { type: 'dtype', value: 'float32' } },
      [],
    );
  },
};
