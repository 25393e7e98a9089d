import type { RawImage } from '@sightline/contracts';

/** An image as it is seen, by its EXIF or TIFF orientation from 1 to 8. */
export function oriented(image: RawImage, orientation: number): RawImage {
  if (orientation < 2 || orientation > 8) return image;
  const { pixels, width, height, channels } = image;
  const isTurned = orientation > 4;
  const [wide, high] = isTurned ? [height, width] : [width, height];
  const isFromRight = [2, 3, 7, 8].includes(orientation);
  const isFromBottom = [3, 4, 6, 7].includes(orientation);
  const turned = new Uint8Array(pixels.length);
  for (let row = 0; row < high; row++) {
    for (let column = 0; column < wide; column++) {
      const [x, y] = isTurned ? [row, column] : [column, row];
      const from = ((isFromBottom ? height - 1 - y : y) * width + (isFromRight ? width - 1 - x : x)) * channels;
      turned.set(pixels.subarray(from, from + channels), (row * wide + column) * channels);
    }
  }
  return { pixels: turned, width: wide, height: high, channels };
}
