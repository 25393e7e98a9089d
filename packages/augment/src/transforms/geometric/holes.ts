import { RandomStream, type RawImage } from '@sightline/contracts';

/** A part of an image, in fractions of its width and height. */
export interface Hole {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What holes show: a grey level in [0, 1], or uniform noise from a seed. */
export interface Filling {
  fill: number | 'noise';
  seed: number;
}

/** Fills holes of an image, their edges rounded to whole pixels. */
export function fillHoles(image: RawImage, holes: readonly Hole[], { fill, seed }: Filling): RawImage {
  const { width, height, channels } = image;
  const pixels = Uint8Array.from(image.pixels);
  const random = fill === 'noise' ? new RandomStream(seed) : undefined;
  for (const hole of holes) {
    const [left, right] = [hole.x, hole.x + hole.width].map((fraction) => Math.round(fraction * width) * channels);
    const [top, bottom] = [hole.y, hole.y + hole.height].map((fraction) => Math.round(fraction * height));
    for (let row = top as number; row < (bottom as number); row++) {
      const part = pixels.subarray(
        row * width * channels + (left as number),
        row * width * channels + (right as number),
      );
      if (fill !== 'noise') part.fill(Math.round(fill * 255));
      else if (random) for (let index = 0; index < part.length; index++) part[index] = random.integer(256);
    }
  }
  return { ...image, pixels };
}
