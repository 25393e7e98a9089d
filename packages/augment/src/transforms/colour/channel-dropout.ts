import { defineTransform } from '../definition.ts';
import { drawWhole } from '../ranges.ts';

export const channelDropout = defineTransform('channelDropout', {
  draw({ count: range, fill }, random, { channels }) {
    const count = drawWhole(range, random);
    const dropped = channels === 1 ? [] : random.shuffle([0, 1, 2]).slice(0, count);
    return { channels: dropped.sort((a, b) => a - b), fill };
  },
  colour: ({ channels: dropped, fill }, channels) =>
    Array.from({ length: channels }, (_, row) =>
      dropped.includes(row)
        ? [...Array.from({ length: channels }, () => 0), fill]
        : [...Array.from({ length: channels }, (_unused, column) => (column === row ? 1 : 0)), 0],
    ),
});
