import type { RawImage } from '@sightline/contracts';
import { lumaOf } from '../pillow/greyscale.ts';
import { pillowResize } from '../pillow/pillow-resize.ts';

const SIDE = 8;
/** The DCT sees four times as many pixels per side as it gives coefficients. */
const DCT_SIDE = 32;
/** Where a coefficient of the DCT is 0, all but noise: the bit must not depend on the order of a sum. */
const NOISE = 1e-6;

const COSINES = Float64Array.from(
  { length: SIDE * DCT_SIDE },
  (_, index) => 2 * Math.cos((Math.PI * Math.floor(index / DCT_SIDE) * (2 * (index % DCT_SIDE) + 1)) / (2 * DCT_SIDE)),
);

/**
 * Hashes of 64 bits whose Hamming distance is small where images look alike, as 16 hexadecimal digits, row by row, the
 * first bit the highest: those of `imagehash` (https://github.com/JohannesBuchner/imagehash) to the bit, on the same
 * pixels. What can differ: JPEG decoders by a grey level, images with alpha, EXIF orientation or a colour profile (here
 * as the model sees them), and images whose DCT has coefficients of exactly 0, where imagehash keeps the sign of the
 * rounding noise.
 */
export const PERCEPTUAL_HASHES = { average: averageHash, difference: differenceHash, perceptual: perceptualHash };

/** aHash: which of 8 × 8 pixels are brighter than their mean. */
function averageHash(image: RawImage): string {
  const pixels = reduced(image, SIDE, SIDE);
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  return hexOf(Array.from(pixels, (value) => value > mean));
}

/** dHash: which of 8 × 9 pixels are brighter than their left neighbour. */
function differenceHash(image: RawImage): string {
  const pixels = reduced(image, SIDE + 1, SIDE);
  const right = Array.from(pixels.keys()).filter((index) => index % (SIDE + 1) > 0);
  return hexOf(right.map((index) => (pixels[index] as number) > (pixels[index - 1] as number)));
}

/**
 * pHash: which of the 8 × 8 lowest frequencies of the DCT-II of 32 × 32 pixels are above their median (Zauner 2010).
 */
function perceptualHash(image: RawImage): string {
  const coefficients = lowFrequencies(reduced(image, DCT_SIDE, DCT_SIDE));
  const sorted = Float64Array.from(coefficients).sort();
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
  return hexOf(Array.from(coefficients, (value) => value > median));
}

function reduced(image: RawImage, width: number, height: number): Uint8Array {
  return pillowResize(lumaOf(image), image, { width, height, filter: 'lanczos' });
}

/** `[8, 8]`, unnormalised as scipy's `dct` has it. */
function lowFrequencies(pixels: Uint8Array): Float64Array {
  const rows = new Float64Array(DCT_SIDE * SIDE);
  for (let y = 0; y < DCT_SIDE; y++) {
    for (let v = 0; v < SIDE; v++) {
      let sum = 0;
      for (let x = 0; x < DCT_SIDE; x++)
        sum += (pixels[y * DCT_SIDE + x] as number) * (COSINES[v * DCT_SIDE + x] as number);
      rows[y * SIDE + v] = sum;
    }
  }
  const coefficients = new Float64Array(SIDE * SIDE);
  for (let u = 0; u < SIDE; u++) {
    for (let v = 0; v < SIDE; v++) {
      let sum = 0;
      for (let y = 0; y < DCT_SIDE; y++) sum += (rows[y * SIDE + v] as number) * (COSINES[u * DCT_SIDE + y] as number);
      coefficients[u * SIDE + v] = Math.abs(sum) < NOISE ? 0 : sum;
    }
  }
  return coefficients;
}

function hexOf(bits: readonly boolean[]): string {
  let digits = '';
  for (let at = 0; at < bits.length; at += 4) {
    const digit = 8 * Number(bits[at]) + 4 * Number(bits[at + 1]) + 2 * Number(bits[at + 2]) + Number(bits[at + 3]);
    digits += digit.toString(16);
  }
  return digits;
}
