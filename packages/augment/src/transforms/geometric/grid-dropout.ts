import { defineTransform } from '../definition.ts';
import { fillHoles } from './holes.ts';

export const gridDropout = defineTransform('gridDropout', {
  draw({ columns, rows, ratio, fill }, random) {
    const [width, height] = [ratio / columns, ratio / rows];
    const holes = Array.from({ length: columns * rows }, (_, cell) => ({
      x: ((cell % columns) + random.uniform(0, 1 - ratio)) / columns,
      y: (Math.floor(cell / columns) + random.uniform(0, 1 - ratio)) / rows,
      width,
      height,
    }));
    return { holes, fill, seed: random.integer(2 ** 32) };
  },
  pixels: ({ holes, fill, seed }, image) => fillHoles(image, holes, { fill, seed }),
});
