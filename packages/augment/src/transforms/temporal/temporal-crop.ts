import { defineTransform } from '../definition.ts';

/** `start` is where the run begins, as a share of the places where it can. */
export const temporalCrop = defineTransform('temporalCrop', {
  draw({ frames, share }, random) {
    const start = random.next();
    return share === undefined ? { start, frames: frames as number } : { start, share: random.uniform(...share) };
  },
  frames({ start, frames, share = 1 }: { start: number; frames?: number; share?: number }, count) {
    const length = frames ?? Math.max(1, Math.round(share * count));
    const first = Math.floor(start * (Math.max(0, count - length) + 1));
    return Array.from({ length }, (_, index) => Math.min(first + index, count - 1));
  },
});
