import { defineTransform } from '../definition.ts';
import { tableOf } from '../../lookup.ts';

const clip = (fraction: number) => Math.min(Math.max(fraction, 0), 1);

export const toneCurve = defineTransform('toneCurve', {
  /** Heights of the curve's inner points. */
  draw: ({ scale }, random) => ({
    low: clip(0.25 + scale * random.gaussian()),
    high: clip(0.75 + scale * random.gaussian()),
  }),
  lookup: ({ low, high }) =>
    tableOf((byte) => {
      const fraction = byte / 255;
      const rest = 1 - fraction;
      return 255 * (3 * rest * rest * fraction * low + 3 * rest * fraction * fraction * high + fraction ** 3);
    }),
});
