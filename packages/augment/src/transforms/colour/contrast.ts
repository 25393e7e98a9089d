import { defineTransform } from '../definition.ts';
import { greyOf, scaleAll } from './luminance.ts';

export const contrast = defineTransform('contrast', {
  draw: ({ factor: [low, high] }, random) => ({ factor: random.uniform(low, high) }),
  colour: ({ factor }, channels, mean) => scaleAll(channels, factor, (1 - factor) * greyOf(mean)),
});
