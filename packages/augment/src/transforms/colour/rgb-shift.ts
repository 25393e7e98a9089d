import { defineTransform } from '../definition.ts';

export const rgbShift = defineTransform('rgbShift', {
  draw: ({ red, green, blue }, random) => ({
    red: random.uniform(...red),
    green: random.uniform(...green),
    blue: random.uniform(...blue),
  }),
  colour({ red, green, blue }, channels) {
    if (channels === 1) return [[1, 0]];
    return [
      [1, 0, 0, red],
      [0, 1, 0, green],
      [0, 0, 1, blue],
    ];
  },
});
