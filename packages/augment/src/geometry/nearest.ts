import type { RawImage } from '@sightline/ingest';
import { pixelAt } from './border.ts';
import type { Geometry } from './geometry.ts';

/** Moves a mask with the image: each output pixel takes the number of the nearest input pixel, beyond the edges as the border says, 0 for `constant`. */
export function moveMask(mask: RawImage, geometry: Geometry): RawImage {
  const { width, height, border = 'edge' } = geometry;
  const { region } = geometry.kind === 'projection' ? geometry : {};
  const { x: fromX, y: fromY, width: inWidth, height: inHeight } = region ?? { x: 0, y: 0, ...sizeOf(mask) };
  const pixels = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      let [column, row] = [0, 0];
      if (geometry.kind === 'projection') {
        const [a, b, c, d, e, f, g, h, i] = geometry.toInput;
        const depth = g * x + h * y + i;
        [column, row] = [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
      } else {
        [column, row] = [geometry.toInput[2 * to] as number, geometry.toInput[2 * to + 1] as number];
      }
      const left = pixelAt(Math.round(column) - fromX, inWidth, border);
      const top = pixelAt(Math.round(row) - fromY, inHeight, border);
      pixels[to] = left < 0 || top < 0 ? 0 : (mask.pixels[(fromY + top) * mask.width + fromX + left] as number);
    }
  }
  return { pixels, width, height, channels: 1 };
}

function sizeOf({ width, height }: RawImage): { width: number; height: number } {
  return { width, height };
}
