import { defineTransform } from '../definition.ts';

/** `start` is where a slowed clip that keeps its length is cut, as a fraction of the places where it can be. */
export const speed = defineTransform('speed', {
  draw: ({ factor, keepLength }, random) => ({
    factor: random.uniform(...factor),
    keepLength,
    start: random.next(),
  }),
  frames({ factor, keepLength, start }, count) {
    const length = keepLength ? count : Math.max(1, Math.round(count / factor));
    const first = keepLength ? start * Math.max(0, count - count * factor) : 0;
    return Array.from({ length }, (_, index) => Math.min(Math.floor(first + index * factor), count - 1));
  },
});
