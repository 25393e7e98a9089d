import type { RawImage } from '@sightline/contracts';
import sharp from 'sharp';

/** A grey image, each pixel as `value` says of its column and row. */
export function greyImage(width: number, height: number, value: (x: number, y: number) => number): RawImage {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)));
  return { pixels, width, height, channels: 1 };
}

/** The pixels of an encoded picture, `[height, width, 3]`, and how to look at one. */
export async function decoded(encoded: Buffer) {
  const { data, info } = await sharp(encoded)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
  return { width: info.width, height: info.height, at };
}
