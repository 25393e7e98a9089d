import type { OptimizerSpec } from '@sightline/contracts';
import type { UpdateRule } from './update-rule.ts';

type SgdSpec = Extract<OptimizerSpec, { kind: 'sgd' }>;

/**
 * Stochastic gradient descent; with momentum as in Keras: `velocity = momentum · velocity − rate · gradient` (Sutskever
 * et al., 2013, for Nesterov's form).
 */
export const sgd: UpdateRule<SgdSpec, 'velocity'> = {
  slots: ({ momentum }) => (momentum > 0 ? { velocity: 0 } : {}),
  update(builder, { momentum, nesterov }, { variable, gradient, slots, learningRate }) {
    const T = { type: 'dtype', value: 'float32' } as const;
    if (momentum === 0) {
      builder.node('ResourceApplyGradientDescent', [variable, learningRate, gradient], { T }, []);
      return;
    }
    builder.node(
      'ResourceApplyKerasMomentum',
      [variable, slots.velocity, learningRate, gradient, builder.scalar(momentum)],
      { T, use_nesterov: { type: 'bool', value: nesterov } },
      [],
    );
  },
};
