import type { RawImage } from '@sightline/contracts';

/**
 * Luma of 8-bit pixels as Pillow's `convert("L")` rounds it (ITU-R BT.601-7, 0.299 R + 0.587 G + 0.114 B): `[height,
 * width]`.
 */
export function lumaOf({ pixels, channels }: RawImage): Uint8Array {
  if (channels === 1) return pixels;
  const luma = new Uint8Array(pixels.length / 3);
  for (let index = 0, at = 0; index < luma.length; index++, at += 3) {
    const weighted =
      (pixels[at] as number) * 19595 + (pixels[at + 1] as number) * 38470 + (pixels[at + 2] as number) * 7471;
    luma[index] = (weighted + 0x8000) >> 16;
  }
  return luma;
}

/** One band of interleaved pixels. */
export function bandOf({ pixels, channels }: RawImage, band: number): Uint8Array {
  if (channels === 1) return pixels;
  const values = new Uint8Array(pixels.length / channels);
  for (let index = 0, at = band; index < values.length; index++, at += channels) values[index] = pixels[at] as number;
  return values;
}
