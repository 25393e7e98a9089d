import { defineTransform } from '../definition.ts';
import { scaleAll } from './luminance.ts';

export const invert = defineTransform('invert', {
  draw: () => ({}),
  colour: (_, channels) => scaleAll(channels, -1, 1),
});
