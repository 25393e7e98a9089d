import { defineTransform } from '../definition.ts';
import { scaleAll } from './luminance.ts';

export const brightness = defineTransform('brightness', {
  draw: ({ factor: [low, high] }, random) => ({ factor: random.uniform(low, high) }),
  colour: ({ factor }, channels) => scaleAll(channels, factor, 0),
});
