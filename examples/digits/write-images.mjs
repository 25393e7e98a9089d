// @ts-check
import { join } from 'node:path';
import sharp from 'sharp';

const AT_ONCE = 64;

/** @param {number} index */
export const fileName = (index) => `${String(index).padStart(5, '0')}.png`;

/**
 * Writes square grey images as `00000.png`, `00001.png`, …
 *
 * @param {string} folder exists
 * @param {readonly Uint8Array[]} images row by row, 0 to 255
 */
export async function writeImages(folder, images) {
  for (let first = 0; first < images.length; first += AT_ONCE) {
    await Promise.all(
      images.slice(first, first + AT_ONCE).map((pixels, offset) => {
        const side = Math.sqrt(pixels.length);
        return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
          .toColourspace('b-w')
          .png({ compressionLevel: 2 })
          .toFile(join(folder, fileName(first + offset)));
      }),
    );
  }
}
