import { defineTransform } from '../definition.ts';
import { tableOf } from '../../lookup.ts';

export const gamma = defineTransform('gamma', {
  draw: ({ gamma: [low, high] }, random) => ({ gamma: random.uniform(low, high) }),
  lookup: (parameters) => tableOf((byte) => 255 * (byte / 255) ** parameters.gamma),
});
