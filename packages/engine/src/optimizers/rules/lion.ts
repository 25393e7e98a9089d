import type { OptimizerSpec } from '@sightline/contracts';
import type { UpdateRule } from './update-rule.ts';

type LionSpec = Extract<OptimizerSpec, { kind: 'lion' }>;

/** Lion (Chen et al., 2023): the sign of an interpolated momentum. */
export const lion: UpdateRule<LionSpec, 'm'> = {
  slots: () => ({ m: 0 }),
  update(builder, { beta1, beta2 }, { variable, gradient, slots, learningRate }) {
    const mixed = (beta: number) =>
      builder.map(
        'AddV2',
        builder.map('Mul', slots.m, builder.scalar(beta)),
        builder.map('Mul', gradient, builder.scalar(1 - beta)),
      );
    const direction = builder.map('Sign', mixed(beta1));
    builder.assign(slots.m, mixed(beta2));
    builder.subtract(variable, builder.map('Mul', direction, learningRate));
  },
};
