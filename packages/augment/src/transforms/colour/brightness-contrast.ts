import { defineTransform } from '../definition.ts';
import { scaleAll } from './luminance.ts';

export const brightnessContrast = defineTransform('brightnessContrast', {
  draw: ({ brightness, contrast }, random) => ({
    brightness: random.uniform(...brightness),
    contrast: random.uniform(...contrast),
  }),
  colour: ({ brightness, contrast }, channels) => scaleAll(channels, contrast, brightness),
});
