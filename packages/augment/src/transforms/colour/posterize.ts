import { defineTransform } from '../definition.ts';
import { tableOf } from '../../lookup.ts';

export const posterize = defineTransform('posterize', {
  draw: ({ bits: [fewest, most] }, random) => ({ bits: fewest + random.integer(most - fewest + 1) }),
  lookup: ({ bits }) => tableOf((byte) => byte & (0xff << (8 - bits))),
});
