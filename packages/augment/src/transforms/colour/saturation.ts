import { defineTransform } from '../definition.ts';
import { LUMINANCE } from './luminance.ts';

const [RED, GREEN, BLUE] = LUMINANCE;

export const saturation = defineTransform('saturation', {
  draw: ({ factor: [low, high] }, random) => ({ factor: random.uniform(low, high) }),
  colour({ factor }, channels) {
    if (channels === 1) return [[1, 0]];
    const [red, green, blue] = [(1 - factor) * RED, (1 - factor) * GREEN, (1 - factor) * BLUE];
    return [
      [red + factor, green, blue, 0],
      [red, green + factor, blue, 0],
      [red, green, blue + factor, 0],
    ];
  },
});
