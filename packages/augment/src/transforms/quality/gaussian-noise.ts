import { defineTransform } from '../definition.ts';

export const gaussianNoise = defineTransform('gaussianNoise', {
  draw: ({ sigma }, random) => ({ sigma, seed: random.integer(2 ** 32) }),
  noise: (noise) => noise,
});
