import { defineTransform } from '../definition.ts';

export const channelShuffle = defineTransform('channelShuffle', {
  /** The channel that each takes its values from. */
  draw: (_, random, { channels }) => ({
    order: random.shuffle(Array.from({ length: channels }, (_unused, index) => index)),
  }),
  colour: ({ order }) => order.map((from) => [...order.map((_unused, column) => (column === from ? 1 : 0)), 0]),
});
