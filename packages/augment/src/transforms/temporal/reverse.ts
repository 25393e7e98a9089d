import { defineTransform } from '../definition.ts';

export const reverse = defineTransform('reverse', {
  draw: () => ({}),
  frames: (_, count) => Array.from({ length: count }, (_unused, index) => count - 1 - index),
});
