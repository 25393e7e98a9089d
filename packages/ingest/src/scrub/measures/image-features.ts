import type { RawImage } from '@sightline/contracts';
import { bandOf } from '../pillow/greyscale.ts';
import { pillowResize } from '../pillow/pillow-resize.ts';

const SIDE = 32;
const CELL = 8;
const CELLS = SIDE / CELL;
const BLOCKS = CELLS - 1;
const ORIENTATIONS = 9;
/** No value of a block's descriptor is greater, so that no single strong edge rules it. */
const CLIP = 0.2;
/** Gradients of so many grey levels, squared, count as half noise. */
const NOISE = 100;
/** A block is 2 × 2 cells. */
const BLOCK_LENGTH = 4 * ORIENTATIONS;
const COLOURS = 3;

interface Voter {
  readonly cell: number;
  readonly fraction: number;
}

/** For each row or column of pixels, the rows or columns of cells nearest to it and their fractions of its vote. */
const VOTERS = Array.from({ length: SIDE }, (_, pixel): Voter[] => {
  const centre = (pixel + 0.5) / CELL - 0.5;
  return [Math.floor(centre), Math.floor(centre) + 1]
    .map((cell) => ({ cell, fraction: 1 - Math.abs(centre - cell) }))
    .filter(({ cell }) => cell >= 0 && cell < CELLS);
});

/** How many numbers {@link featuresOf} gives. */
export const FEATURES = BLOCKS * BLOCKS * BLOCK_LENGTH + CELLS * CELLS * COLOURS;

/**
 * What an image looks like at 32 × 32 pixels: histograms of oriented gradients as Dalal and Triggs (2005) have them (9
 * unsigned orientations, cells of 8 × 8 pixels, votes shared between the nearest cells and orientations, of the band
 * with the strongest gradient; overlapping blocks of 2 × 2 cells, L2-Hys), and the mean colour of each cell.
 */
export function featuresOf(image: RawImage): Float32Array {
  const bands = Array.from({ length: image.channels }, (_, band) =>
    pillowResize(bandOf(image, band), image, { width: SIDE, height: SIDE, filter: 'bicubic' }),
  );
  const features = new Float32Array(FEATURES);
  writeBlocks(gradientsOf(bands), features);
  writeColours(bands, features.subarray(BLOCKS * BLOCKS * BLOCK_LENGTH));
  return features;
}

/** The votes of each cell: `[cells, cells, orientations]`. */
function gradientsOf(bands: readonly Uint8Array[]): Float64Array {
  const cells = new Float64Array(CELLS * CELLS * ORIENTATIONS);
  for (let y = 0; y < SIDE; y++) {
    const [above, below] = [y === 0 ? 0 : y - 1, y === SIDE - 1 ? y : y + 1];
    for (let x = 0; x < SIDE; x++) {
      const [left, right] = [x === 0 ? 0 : x - 1, x === SIDE - 1 ? x : x + 1];
      let [across, down, strongest] = [0, 0, 0];
      for (const band of bands) {
        const dx = (band[y * SIDE + right] as number) - (band[y * SIDE + left] as number);
        const dy = (band[below * SIDE + x] as number) - (band[above * SIDE + x] as number);
        const square = dx * dx + dy * dy;
        if (square > strongest) [across, down, strongest] = [dx, dy, square];
      }
      if (strongest > 0) vote(cells, { x, y, strength: Math.sqrt(strongest), angle: Math.atan2(down, across) });
    }
  }
  return cells;
}

function vote(
  cells: Float64Array,
  { x, y, strength, angle }: { x: number; y: number; strength: number; angle: number },
): void {
  // Unsigned: opposite directions are one. A bin ahead, so that the whole part of it is its floor.
  const turn = ((angle < 0 ? angle + Math.PI : angle) / Math.PI) * ORIENTATIONS + ORIENTATIONS - 0.5;
  const lower = turn | 0;
  const later = turn - lower;
  for (const { cell: row, fraction: down } of VOTERS[y] as readonly Voter[]) {
    for (const { cell: column, fraction: across } of VOTERS[x] as readonly Voter[]) {
      const weight = strength * down * across;
      const at = (row * CELLS + column) * ORIENTATIONS;
      const [first, second] = [at + (lower % ORIENTATIONS), at + ((lower + 1) % ORIENTATIONS)];
      cells[first] = (cells[first] as number) + weight * (1 - later);
      cells[second] = (cells[second] as number) + weight * later;
    }
  }
}

function writeBlocks(cells: Float64Array, into: Float32Array): void {
  for (let block = 0; block < BLOCKS * BLOCKS; block++) {
    const corner = Math.floor(block / BLOCKS) * CELLS + (block % BLOCKS);
    const values = new Float64Array(BLOCK_LENGTH);
    for (const [place, cell] of [corner, corner + 1, corner + CELLS, corner + CELLS + 1].entries())
      values.set(cells.subarray(cell * ORIENTATIONS, (cell + 1) * ORIENTATIONS), place * ORIENTATIONS);
    const once = Math.sqrt(squaresOf(values) + NOISE);
    for (const [index, value] of values.entries()) values[index] = Math.min(value / once, CLIP);
    const twice = Math.sqrt(squaresOf(values)) || 1;
    for (const [index, value] of values.entries()) into[block * BLOCK_LENGTH + index] = value / twice;
  }
}

function squaresOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** Mean levels from 0 to 1: `[cells, cells, 3]`. */
function writeColours(bands: readonly Uint8Array[], into: Float32Array): void {
  for (let colour = 0; colour < COLOURS; colour++) {
    const band = (bands[colour] ?? bands[0]) as Uint8Array;
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const at = (((y / CELL) | 0) * CELLS + ((x / CELL) | 0)) * COLOURS + colour;
        into[at] = (into[at] as number) + (band[y * SIDE + x] as number) / (255 * CELL * CELL);
      }
    }
  }
}
