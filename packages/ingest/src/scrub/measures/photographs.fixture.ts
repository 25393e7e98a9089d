import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PERCEPTUAL_HASHES } from '../hashes/perceptual-hash.ts';

/**
 * `golden/photographs.json`: pieces of a real photograph as JPEGs, with imagehash's hashes of them, and what Pillow
 * makes of a pattern.
 */
export const { photographs, resized } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../golden/photographs.json'), 'utf8'),
) as {
  photographs: { name: string; /** base64 */ jpeg: string; hashes: Record<keyof typeof PERCEPTUAL_HASHES, string> }[];
  /** Of {@link patternOf}, to 24 × 16 pixels. */
  resized: { width: number; height: number; filter: 'lanczos' | 'bicubic'; pixels: number[] }[];
};

/** The oracle's pattern: `[height, width]`. */
export function patternOf({ width, height }: { width: number; height: number }): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return Math.floor((x * x * 7 + y * y * 13 + x * y) / 64) % 256;
  });
}
