import type { OptimizerSpec } from '@sightline/contracts';
import type { UpdateRule } from './update-rule.ts';

type AdagradSpec = Extract<OptimizerSpec, { kind: 'adagrad' }>;

/** Adagrad (Duchi et al., 2011), as in Keras: epsilon inside the root. */
export const adagrad: UpdateRule<AdagradSpec, 'accumulator'> = {
  slots: ({ initialAccumulator }) => ({ accumulator: initialAccumulator }),
  update(builder, { epsilon }, { variable, gradient, slots, learningRate }) {
    const sum = builder.map('AddV2', slots.accumulator, builder.map('Square', gradient));
    builder.assign(slots.accumulator, sum);
    const root = builder.map('Sqrt', builder.map('AddV2', sum, builder.scalar(epsilon)));
    builder.subtract(variable, builder.map('Div', builder.map('Mul', gradient, learningRate), root));
  },
};
