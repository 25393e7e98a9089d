import type { AugmentationOptions } from '@sightline/contracts';
import sharp from 'sharp';
import { createAugmenter } from './augmenter.ts';
import type { ImageSize } from './frame.ts';

const DRAWS = 7;
const GAP = 1;
/** Images smaller than this are enlarged by a whole factor, so that a person can see their pixels. */
const READABLE = 96;

/** A sample to show: its id and its pixels, `[height, width, channels]`, 0 to 255. */
export interface PreviewSample {
  id: string;
  pixels: Uint8Array;
}

/**
 * Draws a grid as a PNG: a row for each sample, its original first, then how it looks in epochs 0 to 6.
 *
 * @param samples at least one, all of `size`
 */
export async function renderPreview(
  samples: readonly PreviewSample[],
  augmentation: AugmentationOptions,
  size: ImageSize,
): Promise<Buffer> {
  const augmenter = createAugmenter(augmentation);
  const rows = samples.map(({ id, pixels }) => [
    pixels,
    ...Array.from({ length: DRAWS }, (_, epoch) => {
      const image = { pixels, ...size };
      return augmenter.apply({ image }, augmenter.draw({ epoch, id }, image)).image.pixels;
    }),
  ]);
  const grid = tile(rows, size);
  const factor = Math.max(1, Math.ceil(READABLE / Math.max(size.width, size.height)));
  return sharp(grid.pixels, { raw: grid.size })
    .resize(grid.size.width * factor, grid.size.height * factor, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

/** Sets images side by side, with white lines between. */
function tile(rows: readonly Uint8Array[][], { width, height, channels }: ImageSize) {
  const size = {
    width: (DRAWS + 1) * (width + GAP) - GAP,
    height: rows.length * (height + GAP) - GAP,
    channels: channels as 1 | 3,
  };
  const pixels = new Uint8Array(size.width * size.height * channels).fill(255);
  for (const [row, images] of rows.entries()) {
    for (const [column, image] of images.entries()) {
      for (let y = 0; y < height; y++) {
        const start = ((row * (height + GAP) + y) * size.width + column * (width + GAP)) * channels;
        pixels.set(image.subarray(y * width * channels, (y + 1) * width * channels), start);
      }
    }
  }
  return { pixels, size };
}
