import type { RawImage } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';
import { drawWhole } from '../ranges.ts';
import { fillPolygon } from './lines.ts';

export type Place = readonly [x: number, y: number];

/** A polygon by its corners, in fractions of the image's size, and how much it darkens. */
export interface Shade {
  corners: readonly Place[];
  intensity: number;
}

export const shadow = defineTransform('shadow', {
  draw({ region: [left, top, right, bottom], count, vertices, intensity }, random) {
    const place = (): Place => [random.uniform(left, right), random.uniform(top, bottom)];
    const shadows = Array.from({ length: drawWhole(count, random) }, (): Shade => ({
      corners: drawCorners(vertices, place),
      intensity: random.uniform(...intensity),
    }));
    return { shadows };
  },
  pixels({ shadows }: { shadows: readonly Shade[] }, image) {
    const { width, height, channels } = image;
    const pixels = image.pixels.slice();
    for (const { corners, intensity } of shadows) {
      const shade: RawImage = { width, height, channels: 1, pixels: new Uint8Array(width * height) };
      const points = corners.map(([x, y]) => ({ x: Math.floor(x * width), y: Math.floor(y * height) }));
      fillPolygon(shade, points, 1);
      const darker = Uint8Array.from({ length: 256 }, (_, level) => level * (1 - intensity));
      for (let index = 0, at = 0; index < shade.pixels.length; index++) {
        if (shade.pixels[index] === 0) at += channels;
        else
          for (let channel = 0; channel < channels; channel++, at++)
            pixels[at] = darker[pixels[at] as number] as number;
      }
    }
    return { ...image, pixels };
  },
});

/** Corners in turn about their middle, so that no edge crosses another. */
function drawCorners(count: number, place: () => Place): Place[] {
  const corners = Array.from({ length: count }, place);
  const mean = (axis: 0 | 1) => corners.reduce((sum, corner) => sum + corner[axis], 0) / count;
  const [x, y] = [mean(0), mean(1)];
  const angle = (corner: Place) => Math.atan2(corner[1] - y, corner[0] - x);
  return corners.sort((a, b) => angle(a) - angle(b));
}
