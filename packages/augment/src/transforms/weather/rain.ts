import { RandomStream, type RawImage } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';
import { separableFilter } from '../quality/convolution.ts';
import { drawLine, type Point } from './lines.ts';

/** Drops for each row of pixels. */
const DENSITY = { drizzle: 1 / 4, default: 1 / 3, heavy: 1, torrential: 2 } as const;
/** The grey of a drop. */
const DROP = 200;

export const rain = defineTransform('rain', {
  draw: ({ amount, slant, length, blur, brightness }, random) => ({
    amount,
    slant: random.uniform(...slant),
    length: random.uniform(...length),
    blur,
    brightness: random.uniform(...brightness),
    seed: random.integer(2 ** 32),
  }),
  pixels({ amount, slant, length, blur, brightness, seed }, image) {
    const { width, height } = image;
    const random = new RandomStream(seed);
    const down = Math.min(height - 1, Math.max(1, Math.floor(height * length)));
    const across = Math.round(down * Math.tan((slant / 180) * Math.PI));
    const streaks = Array.from({ length: Math.floor(height * DENSITY[amount]) }, (): readonly [Point, Point] => {
      const [x, y] = [random.integer(width), random.integer(height - down)];
      return [
        { x, y },
        { x: x + across, y: y + down },
      ];
    });
    return addRain(image, streaks, { blur, brightness });
  },
});

/** Adds blurred streaks to the image, and darkens it. */
export function addRain(
  image: RawImage,
  streaks: readonly (readonly [Point, Point])[],
  { blur, brightness }: { blur: number; brightness: number },
): RawImage {
  const { width, height, channels } = image;
  const drawn: RawImage = { width, height, channels: 1, pixels: new Uint8Array(width * height) };
  for (const streak of streaks) drawLine(drawn, streak, { value: DROP, diagonal: false });
  const { pixels: layer } = separableFilter(drawn, new Float64Array(blur).fill(1 / blur));
  const pixels = new Uint8ClampedArray(image.pixels.length);
  for (let index = 0, at = 0; index < layer.length; index++) {
    const light = layer[index] as number;
    for (let channel = 0; channel < channels; channel++, at++) {
      pixels[at] = brightness * Math.min(255, (image.pixels[at] as number) + light);
    }
  }
  return { ...image, pixels: new Uint8Array(pixels.buffer) };
}
