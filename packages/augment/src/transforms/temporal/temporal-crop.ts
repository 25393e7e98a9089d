import { defineTransform } from '../definition.ts';

/** `start` is where the run begins, as a fraction of the places where it can. */
export const temporalCrop = defineTransform('temporalCrop', {
  draw({ frames, fraction }, random) {
    const start = random.next();
    return fraction === undefined
      ? { start, frames: frames as number }
      : { start, fraction: random.uniform(...fraction) };
  },
  frames({ start, frames, fraction = 1 }: { start: number; frames?: number; fraction?: number }, count) {
    const length = frames ?? Math.max(1, Math.round(fraction * count));
    const first = Math.floor(start * (Math.max(0, count - length) + 1));
    return Array.from({ length }, (_, index) => Math.min(first + index, count - 1));
  },
});
