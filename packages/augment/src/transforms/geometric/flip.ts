import { defineTransform } from '../definition.ts';

export const flip = defineTransform('flip', {
  draw: ({ axis }) => ({ axis }),
  geometry: ({ axis }, { width, height }) => ({
    kind: 'projection',
    toInput: axis === 'horizontal' ? [-1, 0, width - 1, 0, 1, 0, 0, 0, 1] : [1, 0, 0, 0, -1, height - 1, 0, 0, 1],
    width,
    height,
  }),
});
