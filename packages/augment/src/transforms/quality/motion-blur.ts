import { defineTransform } from '../definition.ts';
import { filter, type Tap } from './convolution.ts';
import { drawOdd } from '../ranges.ts';
import { halfToEven } from '../rounding.ts';

export const motionBlur = defineTransform('motionBlur', {
  draw: ({ kernelSize, angle, direction }, random) => ({
    kernelSize: drawOdd(kernelSize, random),
    angle: random.uniform(...angle),
    direction: random.uniform(...direction),
  }),
  pixels: (parameters, image) => (parameters.kernelSize === 1 ? image : filter(image, tapsOf(parameters))),
});

/**
 * The pixels of a line through the middle, each once, all of one weight: the line is walked in as many steps as the
 * kernel is wide.
 */
function tapsOf({
  kernelSize,
  angle,
  direction,
}: {
  kernelSize: number;
  angle: number;
  direction: number;
}): readonly Tap[] {
  const reach = (kernelSize - 1) / 2;
  const from = -reach * (1 - Math.max(direction, 0));
  const to = reach * (1 + Math.min(direction, 0));
  const radians = (angle / 180) * Math.PI;
  const places = new Map<string, Tap>();
  for (let step = 0; step < kernelSize; step++) {
    const along = from + ((to - from) * step) / (kernelSize - 1);
    const [x, y] = [halfToEven(reach + Math.cos(radians) * along), halfToEven(reach + Math.sin(radians) * along)];
    places.set(`${x} ${y}`, { x: x - reach, y: y - reach, weight: 1 });
  }
  return [...places.values()].map((tap) => ({ ...tap, weight: 1 / places.size }));
}
