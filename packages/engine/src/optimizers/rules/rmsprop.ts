import type { OptimizerSpec } from '@sightline/contracts';
import type { UpdateRule } from './update-rule.ts';

type RmspropSpec = Extract<OptimizerSpec, { kind: 'rmsprop' }>;

/**
 * RMSprop (Tieleman and Hinton, 2012), as in Keras: epsilon inside the root, the learning rate inside the momentum;
 * `centered` subtracts the squared mean.
 */
export const rmsprop: UpdateRule<RmspropSpec, 'velocity' | 'momentum' | 'average'> = {
  slots: ({ momentum, centered }) => ({
    velocity: 0,
    ...(momentum > 0 ? { momentum: 0 } : {}),
    ...(centered ? { average: 0 } : {}),
  }),
  update(builder, { rho, momentum, epsilon, centered }, { variable, gradient, slots, learningRate }) {
    const towards = (slot: typeof gradient, value: typeof gradient) => {
      const change = builder.map('Mul', builder.map('Sub', value, slot), builder.scalar(1 - rho));
      const next = builder.map('AddV2', slot, change);
      builder.assign(slot, next);
      return next;
    };
    const velocity = towards(slots.velocity, builder.map('Square', gradient));
    const spread = centered
      ? builder.map('Sub', velocity, builder.map('Square', towards(slots.average, gradient)))
      : velocity;
    const root = builder.map('Sqrt', builder.map('AddV2', spread, builder.scalar(epsilon)));
    let change = builder.map('Div', builder.map('Mul', gradient, learningRate), root);
    if (momentum > 0) {
      change = builder.map('AddV2', builder.map('Mul', slots.momentum, builder.scalar(momentum)), change);
      builder.assign(slots.momentum, change);
    }
    builder.subtract(variable, change);
  },
};
