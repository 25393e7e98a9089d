import type { RawImage } from '@sightline/contracts';
import { defineTransform } from '../definition.ts';

export const sharpness = defineTransform('sharpness', {
  draw: ({ factor: [low, high] }, random) => ({ factor: random.uniform(low, high) }),
  pixels: ({ factor }, image) => awayFromSmooth(image, factor),
});

/** Away from the picture smoothed by [1 1 1; 1 5 1; 1 1 1] / 13, or towards it; the pixels at the edges stay. */
function awayFromSmooth(image: RawImage, factor: number): RawImage {
  const { pixels: input, width, height, channels } = image;
  const pixels = input.slice();
  const line = width * channels;
  for (let y = 1; y < height - 1; y++) {
    for (let index = y * line + channels; index < (y + 1) * line - channels; index++) {
      let sum = 4 * (input[index] as number);
      for (let row = index - line; row <= index + line; row += line) {
        sum += (input[row - channels] as number) + (input[row] as number) + (input[row + channels] as number);
      }
      const smooth = (sum / 13 + 0.5) | 0;
      const value = smooth + factor * ((input[index] as number) - smooth);
      pixels[index] = value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
    }
  }
  return { ...image, pixels };
}
