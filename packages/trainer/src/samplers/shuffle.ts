import { deriveSeed, RandomStream } from '@sightline/contracts';
import type { SamplerFactory } from './sampler.ts';

/** Each sample once an epoch, in an order that depends on (seed, epoch) alone. */
export const shuffle: SamplerFactory<'shuffle'> = (_, { count, seed }) => ({
  order(epoch) {
    const order = Array.from({ length: count }, (__, index) => index);
    return new RandomStream(deriveSeed(seed, 'shuffle', epoch)).shuffle(order);
  },
  epochSize: () => count,
});
