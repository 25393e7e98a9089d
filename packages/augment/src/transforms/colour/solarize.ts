import { defineTransform } from '../definition.ts';
import { tableOf } from '../../lookup.ts';

export const solarize = defineTransform('solarize', {
  draw: ({ threshold: [low, high] }, random) => ({ threshold: random.uniform(low, high) }),
  lookup: ({ threshold }) => tableOf((byte) => (byte >= threshold * 255 ? 255 - byte : byte)),
});
