import type { RawImage } from '@sightline/contracts';
import { pixelAt } from './border.ts';
import type { Geometry } from './geometry.ts';
import type { Matrix3 } from './matrix.ts';

/**
 * Moves a mask with the image: each output pixel takes the number of the nearest input pixel, beyond the edges as the
 * border says, 0 for `constant`.
 */
export function moveMask(mask: RawImage, geometry: Geometry): RawImage {
  const { width, height, border = 'edge' } = geometry;
  const whole = { x: 0, y: 0, width: mask.width, height: mask.height };
  const region = geometry.kind === 'projection' ? (geometry.region ?? whole) : whole;
  const places = new Float64Array(2 * width);
  const pixels = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    if (geometry.kind === 'projection') projectRow(geometry.toInput, y, places);
    else places.set(geometry.toInput.subarray(2 * y * width, 2 * (y + 1) * width));
    for (let x = 0; x < width; x++, to++) {
      const column = pixelAt(Math.round(places[2 * x] as number) - region.x, region.width, border);
      const row = pixelAt(Math.round(places[2 * x + 1] as number) - region.y, region.height, border);
      if (column < 0 || row < 0) continue;
      pixels[to] = mask.pixels[(region.y + row) * mask.width + region.x + column] as number;
    }
  }
  return { pixels, width, height, channels: 1 };
}

/** The places of the input, x first, that a row of the output shows. */
function projectRow([a, b, c, d, e, f, g, h, i]: Matrix3, y: number, places: Float64Array): void {
  for (let at = 0, x = 0; at < places.length; x++) {
    const depth = g * x + h * y + i;
    places[at++] = (a * x + b * y + c) / depth;
    places[at++] = (d * x + e * y + f) / depth;
  }
}
