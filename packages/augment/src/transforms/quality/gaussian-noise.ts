import { defineTransform } from '../definition.ts';

export const gaussianNoise = defineTransform('gaussianNoise', {
  draw({ sigma }, random) {
    const seed = random.integer(2 ** 32);
    return { sigma: random.uniform(...sigma), seed };
  },
  noise: (noise) => noise,
});
