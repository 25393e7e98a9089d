import { defineTransform } from '../definition.ts';

export const transpose = defineTransform('transpose', {
  draw: () => ({}),
  geometry: (_, { width, height }) => ({
    kind: 'projection',
    toInput: [0, 1, 0, 1, 0, 0, 0, 0, 1],
    width: height,
    height: width,
  }),
});
