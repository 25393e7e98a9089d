import { translation } from '../../geometry/matrix.ts';
import { defineTransform } from '../definition.ts';

export const shift = defineTransform('shift', {
  /** To the right and down, as fractions of the width and of the height. */
  draw: ({ fraction: [low, high], border }, random) => ({
    x: random.uniform(low, high),
    y: random.uniform(low, high),
    border,
  }),
  geometry: ({ x, y, border }, { width, height }) => ({
    kind: 'projection',
    toInput: translation(-x * width, -y * height),
    width,
    height,
    border,
  }),
});
