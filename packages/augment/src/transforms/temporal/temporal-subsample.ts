import { RandomStream } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';

export const temporalSubsample = defineTransform('temporalSubsample', {
  draw: ({ frames, jitter }, random) => ({ frames, ...(jitter ? { seed: random.integer(2 ** 32) } : {}) }),
  frames({ frames, seed }: { frames: number; seed?: number }, count) {
    if (seed === undefined) {
      const step = frames > 1 ? (count - 1) / (frames - 1) : 0;
      return Array.from({ length: frames }, (_, index) => Math.min(Math.floor(index * step), count - 1));
    }
    const random = new RandomStream(seed);
    return Array.from({ length: frames }, (_, index) =>
      Math.min(Math.floor(((index + random.next()) * count) / frames), count - 1),
    );
  },
});
