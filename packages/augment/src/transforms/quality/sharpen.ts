import { defineTransform } from '../definition.ts';
import { filter } from './convolution.ts';

const AROUND = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => ({ x, y }))).filter(({ x, y }) => x !== 0 || y !== 0);

export const sharpen = defineTransform('sharpen', {
  draw: ({ alpha, lightness }, random) => ({
    alpha: random.uniform(...alpha),
    lightness: random.uniform(...lightness),
  }),
  pixels: ({ alpha, lightness }, image) =>
    filter(image, [
      { x: 0, y: 0, weight: 1 - alpha + alpha * (8 + lightness) },
      ...AROUND.map((place) => ({ ...place, weight: -alpha })),
    ]),
});
