import type { Border } from './geometry.ts';

/** The pixel of a row (or column) of `length` that is read at `index`; -1 where there is none. */
export function pixelAt(index: number, length: number, border: Border): number {
  if (index >= 0 && index < length) return index;
  if (border === 'constant') return -1;
  if (border === 'edge') return index < 0 ? 0 : length - 1;
  if (length === 1) return 0;
  // Mirrored about the edge pixels, which are not repeated: a period of 2 · (length - 1).
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - folded;
}
