import type { RawImage } from '@sightline/contracts';
import { evenlySpaced } from '../../numbers/evenly-spaced.ts';
import { sharpnessScore } from './blurriness.ts';
import { lumaOf } from '../pillow/greyscale.ts';
import type { ImageMeasures } from './image-measures.ts';
import { PERCEPTUAL_HASHES } from '../hashes/perceptual-hash.ts';
import { pillowResize } from '../pillow/pillow-resize.ts';

/** Of the contact sheet, which has as many rows as columns. */
const COLUMNS = 4;
const TILE = 8;
const SIDE = COLUMNS * TILE;

/** The measures of one frame of a clip, and the frame as it is on the contact sheet. */
export interface FrameMeasures extends ImageMeasures {
  /** `[8, 8]` */
  tile: Uint8Array;
}

/** A frame brought down to a tile of a contact sheet. */
export function tileOf(frame: RawImage): Uint8Array {
  return pillowResize(lumaOf(frame), frame, { width: TILE, height: TILE, filter: 'lanczos' });
}

/**
 * The measures of a clip: each that of the frame that is best by it, for a clip is at fault where all of its frames
 * are. The hash is the pHash of a contact sheet: 16 frames, evenly spaced, in rows, so that the order of the frames
 * counts.
 */
export function clipMeasures(frames: readonly FrameMeasures[]): ImageMeasures {
  const sharpest = frames.reduce((best, next) => (sharpnessScore(next) > sharpnessScore(best) ? next : best));
  return {
    mean: frames.reduce((sum, { mean }) => sum + mean, 0) / frames.length,
    percentile5: Math.min(...frames.map(({ percentile5 }) => percentile5)),
    percentile99: Math.max(...frames.map(({ percentile99 }) => percentile99)),
    edges: sharpest.edges,
    histogram: sharpest.histogram,
    entropy: Math.max(...frames.map(({ entropy }) => entropy)),
    hash: PERCEPTUAL_HASHES.perceptual(contactSheet(frames.map(({ tile }) => tile))),
    greyscale: frames.every(({ greyscale }) => greyscale),
  };
}

function contactSheet(tiles: readonly Uint8Array[]): RawImage {
  const pixels = new Uint8Array(SIDE * SIDE);
  for (const [place, index] of evenlySpaced(tiles.length, COLUMNS * COLUMNS).entries()) {
    const corner = Math.floor(place / COLUMNS) * TILE * SIDE + (place % COLUMNS) * TILE;
    const tile = tiles[index] as Uint8Array;
    for (let row = 0; row < TILE; row++) pixels.set(tile.subarray(row * TILE, (row + 1) * TILE), corner + row * SIDE);
  }
  return { pixels, width: SIDE, height: SIDE, channels: 1 };
}
