import type { RandomStream } from '@sightline/contracts';
import type { ImageSize } from '../../image-size.ts';
import { crop } from '../../geometry/crop.ts';
import type { Rectangle } from '../../geometry/geometry.ts';
import { defineTransform } from '../definition.ts';
import { drawLogUniform, type Range } from '../ranges.ts';

const TRIES = 10;

export const randomResizedCrop = defineTransform('randomResizedCrop', {
  draw({ width, height, scale, ratio }, random, size) {
    return {
      part: drawPart(scale, ratio, { random, size }),
      width: width ?? size.width,
      height: height ?? size.height,
    };
  },
  geometry: ({ part, width, height }) => crop(part, width, height),
});

function drawPart(scale: Range, ratio: Range, { random, size }: { random: RandomStream; size: ImageSize }): Rectangle {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = random.uniform(...scale) * size.width * size.height;
    const drawn = drawLogUniform(ratio, random);
    const [width, height] = [Math.round(Math.sqrt(area * drawn)), Math.round(Math.sqrt(area / drawn))];
    if (width < 1 || height < 1 || width > size.width || height > size.height) continue;
    return { x: random.integer(size.width - width + 1), y: random.integer(size.height - height + 1), width, height };
  }
  return largestCentred(ratio, size);
}

function largestCentred([low, high]: Range, size: ImageSize): Rectangle {
  const own = size.width / size.height;
  const width = own > high ? Math.max(1, Math.round(size.height * high)) : size.width;
  const height = own < low ? Math.max(1, Math.round(size.width / low)) : size.height;
  return { x: Math.floor((size.width - width) / 2), y: Math.floor((size.height - height) / 2), width, height };
}
