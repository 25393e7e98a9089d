import type { RandomStream } from '@sightline/contracts';
import type { ImageSize } from '../../image-size.ts';
import { defineTransform } from '../definition.ts';
import { drawLogUniform, drawWhole, type Range } from '../ranges.ts';
import { fillHoles, type Hole } from './holes.ts';

const TRIES = 10;

export const erase = defineTransform('erase', {
  draw({ count, scale, ratio, fill }, random, size) {
    const holes = Array.from({ length: drawWhole(count, random) }, () =>
      drawHole(scale, ratio, { random, size }),
    ).flat();
    return { holes, fill, seed: random.integer(2 ** 32) };
  },
  pixels: ({ holes, fill, seed }, image) => fillHoles(image, holes, { fill, seed }),
});

function drawHole(scale: Range, ratio: Range, { random, size }: { random: RandomStream; size: ImageSize }): Hole[] {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = random.uniform(...scale);
    const drawn = drawLogUniform(ratio, random);
    // The ratio is that of pixels; fractions are stretched by the image's own.
    const stretched = (drawn * size.width) / size.height;
    const [width, height] = [Math.sqrt(area / stretched), Math.sqrt(area * stretched)];
    if (width > 1 || height > 1) continue;
    return [{ x: random.uniform(0, 1 - width), y: random.uniform(0, 1 - height), width, height }];
  }
  return [];
}
