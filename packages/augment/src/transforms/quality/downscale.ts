import type { RawImage } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';
import { areaTaps, linearTaps, nearestTaps, resample } from './resample.ts';
import { halfToEven } from '../rounding.ts';

export const downscale = defineTransform('downscale', {
  draw: ({ scale, down, up }, random) => ({ scale: random.uniform(...scale), down, up }),
  pixels({ scale, down, up }, image) {
    const taps = down === 'nearest' ? nearestTaps : areaTaps;
    const across = taps(image.width, shrunk(image.width, scale), 1 / scale);
    const small: RawImage = resample(image, across, taps(image.height, shrunk(image.height, scale), 1 / scale));
    const back = up === 'nearest' ? nearestTaps : linearTaps;
    return resample(
      small,
      back(small.width, image.width, small.width / image.width),
      back(small.height, image.height, small.height / image.height),
    );
  },
});

function shrunk(length: number, scale: number): number {
  return Math.max(1, halfToEven(length * scale));
}
