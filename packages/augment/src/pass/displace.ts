import type { RawImage } from '@sightline/ingest';
import { pixelAt } from '../geometry/border.ts';
import type { Displacement } from '../geometry/geometry.ts';

/** Reads the image bilinearly at the displaced places. */
export function displace(image: RawImage, { toInput, width, height, border }: Displacement): RawImage {
  const { channels } = image;
  const pixels = new Uint8Array(width * height * channels);
  const at = (column: number, row: number, channel: number) =>
    column < 0 || row < 0 ? 0 : (image.pixels[(row * image.width + column) * channels + channel] as number);
  for (let index = 0, to = 0; index < width * height; index++) {
    const [x, y] = [toInput[2 * index] as number, toInput[2 * index + 1] as number];
    const [floorX, floorY] = [Math.floor(x), Math.floor(y)];
    const [left, right] = [pixelAt(floorX, image.width, border), pixelAt(floorX + 1, image.width, border)];
    const [top, bottom] = [pixelAt(floorY, image.height, border), pixelAt(floorY + 1, image.height, border)];
    for (let channel = 0; channel < channels; channel++) {
      const upper = at(left, top, channel) + (at(right, top, channel) - at(left, top, channel)) * (x - floorX);
      const lower = at(left, bottom, channel) + (at(right, bottom, channel) - at(left, bottom, channel)) * (x - floorX);
      pixels[to++] = Math.round(upper + (lower - upper) * (y - floorY));
    }
  }
  return { pixels, width, height, channels: image.channels };
}
