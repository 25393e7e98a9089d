import { tableOf } from '../../lookup.ts';
import { defineTransform } from '../definition.ts';
import { drawWhole } from '../ranges.ts';

export const posterize = defineTransform('posterize', {
  draw: ({ bits }, random) => ({ bits: drawWhole(bits, random) }),
  lookup: ({ bits }) => tableOf((byte) => byte & (0xff << (8 - bits))),
});
