import type { RawImage } from '@sightline/contracts';
import type { Mixture } from '../transforms/definition.ts';

/** The image and what its chains made of it, each pixel their weighted sum. */
export function mixImages(image: RawImage, chained: readonly RawImage[], { weights, mix }: Mixture): RawImage {
  const sums = new Float32Array(image.pixels.length);
  add(sums, image.pixels, 1 - mix);
  for (const [index, { pixels }] of chained.entries()) add(sums, pixels, mix * (weights[index] as number));
  const pixels = new Uint8Array(sums.length);
  for (let index = 0; index < sums.length; index++) pixels[index] = (sums[index] as number) + 0.5;
  return { ...image, pixels };
}

function add(sums: Float32Array, pixels: Uint8Array, weight: number): void {
  for (let index = 0; index < sums.length; index++) {
    sums[index] = (sums[index] as number) + weight * (pixels[index] as number);
  }
}
