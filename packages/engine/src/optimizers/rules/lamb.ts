import type { OptimizerSpec } from '@sightline/contracts';
import type { Value } from '../../program/program.ts';
import type { UpdateRule } from './update-rule.ts';

type LambSpec = Extract<OptimizerSpec, { kind: 'lamb' }>;

/** LAMB (You et al., 2020), as in Keras: Adam's update, scaled for each weight to the norm of that weight. */
export const lamb: UpdateRule<LambSpec, 'm' | 'v'> = {
  slots: () => ({ m: 0, v: 0 }),
  update(builder, { beta1, beta2, epsilon }, { variable, gradient, slots, learningRate, step }) {
    const one = builder.scalar(1);
    const moment = (slot: Value, value: Value, beta: number): Value => {
      const next = builder.map(
        'AddV2',
        slot,
        builder.map('Mul', builder.map('Sub', value, slot), builder.scalar(1 - beta)),
      );
      builder.assign(slot, next);
      const correction = builder.map('Sub', one, builder.map('Pow', builder.scalar(beta), step));
      return builder.map('Div', next, correction);
    };
    const mean = moment(slots.m, gradient, beta1);
    const spread = builder.map('Sqrt', moment(slots.v, builder.map('Square', gradient), beta2));
    const direction = builder.map('Div', mean, builder.map('AddV2', spread, builder.scalar(epsilon)));
    // After weight decay, if there is any: what the variable holds here.
    const norm = (tensor: Value) => builder.map('Sqrt', builder.sum(builder.map('Square', tensor)));
    const [weight, update] = [norm(builder.read(variable)), norm(direction)];
    const zero = builder.scalar(0);
    const ratio = builder.select(
      builder.compare('Greater', weight, zero),
      builder.select(builder.compare('Greater', update, zero), builder.map('Div', weight, update), one),
      one,
    );
    builder.subtract(variable, builder.map('Mul', builder.map('Mul', direction, learningRate), ratio));
  },
};
