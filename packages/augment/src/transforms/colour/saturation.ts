import { defineTransform } from '../definition.ts';
import { LUMINANCE } from './luminance.ts';

export const saturation = defineTransform('saturation', {
  draw: ({ factor: [low, high] }, random) => ({ factor: random.uniform(low, high) }),
  colour({ factor }, channels) {
    if (channels === 1) return [[1, 0]];
    return LUMINANCE.map((_, row) => [
      ...LUMINANCE.map((weight, column) => (1 - factor) * weight + (row === column ? factor : 0)),
      0,
    ]);
  },
});
