import { defineTransform } from '../definition.ts';
import { LUMINANCE } from './luminance.ts';

export const grayscale = defineTransform('grayscale', {
  draw: () => ({}),
  colour: (_, channels) => (channels === 1 ? [[1, 0]] : LUMINANCE.map(() => [...LUMINANCE, 0])),
});
