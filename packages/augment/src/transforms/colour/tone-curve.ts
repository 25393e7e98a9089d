import { defineTransform } from '../definition.ts';
import { tableOf } from '../../lookup.ts';

const clip = (share: number) => Math.min(Math.max(share, 0), 1);

export const toneCurve = defineTransform('toneCurve', {
  /** Heights of the curve's inner points. */
  draw: ({ scale }, random) => ({
    low: clip(0.25 + scale * random.gaussian()),
    high: clip(0.75 + scale * random.gaussian()),
  }),
  lookup: ({ low, high }) =>
    tableOf((byte) => {
      const share = byte / 255;
      const rest = 1 - share;
      return 255 * (3 * rest * rest * share * low + 3 * rest * share * share * high + share ** 3);
    }),
});
