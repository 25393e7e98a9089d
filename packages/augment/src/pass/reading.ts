import type { ImageSize } from '../frame.ts';
import type { Border } from '../geometry/geometry.ts';
import { isAffine, type Matrix3 } from '../geometry/matrix.ts';
import type { Kernel } from './kernel.ts';
import type { Region } from './pass.ts';

/** Which place of the source each output pixel shows. */
export interface Walk {
  /** One matrix for all, or place by place: `[height, width, 2]`, x first. */
  toInput: Matrix3 | Float32Array;
  /** Of the output. */
  width: number;
  height: number;
  border: Border;
  /** The part of the source outside of which the border begins. */
  region: Region;
}

/** Where what the reading needs lies in the kernel's memory. */
export interface Addresses {
  source: number;
  places: number;
  row: number;
  field: number;
}

/** How the kernel walks; the numbers are those of assembly/pass/reading.ts, as are those of the borders and the order of the fields. */
const WALKS = { plain: 0, aligned: 1, affine: 2, projective: 3, displaced: 4 } as const;
const BORDERS = { constant: 0, edge: 1, reflect: 2 } as const;
/** Where the matrix begins, in numbers of 8 bytes. */
const MATRIX = 7;
/** A map that shrinks more than this reads only a part of the pixels: going from place to place is then faster than blending whole rows. */
const MOST_SHRINKING = 2;
/** Places up to here fit the kernel's fixed-point numbers. */
const FARTHEST = 2 ** 30;

/** Bytes for the places of a row of the output. */
export function placesBytes({ width }: Walk): number {
  return 24 * (width + 4);
}

/** Bytes for a row of the region as floats. */
export function rowBytes({ region }: Walk, channels: number): number {
  return 4 * (region.width * channels + 64);
}

/** Writes the fields of a reading to `at`, and what belongs to it that is the same for all rows. Values are bytes times `gain`. */
export function prepareReading(
  kernel: Kernel,
  at: number,
  { source, walk, addresses, gain }: { source: ImageSize; walk: Walk; addresses: Addresses; gain: number },
): void {
  const { ints, floats } = kernel;
  const { region, border, width, toInput } = walk;
  const field = at >> 2;
  ints[field] = addresses.source + (region.y * source.width + region.x) * source.channels;
  ints[field + 1] = source.width * source.channels;
  ints[field + 2] = region.width;
  ints[field + 3] = region.height;
  ints[field + 4] = source.channels;
  ints[field + 5] = BORDERS[border];
  ints[field + 6] = toInput instanceof Float32Array ? WALKS.displaced : prepareMatrix(kernel, at, toInput, walk);
  ints[field + 7] = width;
  ints[field + 8] = addresses.places;
  ints[field + 9] = addresses.row;
  ints[field + 10] = addresses.field;
  floats[field + 11] = gain;
  kernel.call.placeColumns(at);
}

/** Writes the matrix, now from output pixels to pixels of the region, and chooses the fastest walk that it allows. */
function prepareMatrix({ doubles }: Kernel, at: number, toInput: Matrix3, walk: Walk): number {
  const { region, width, height } = walk;
  const [a, b, , d, e, , g, h, i] = toInput;
  const c = toInput[2] - region.x * i;
  const f = toInput[5] - region.y * i;
  const field = (at >> 3) + MATRIX;
  doubles[field] = a - region.x * g;
  doubles[field + 1] = b - region.x * h;
  doubles[field + 2] = c;
  doubles[field + 3] = d - region.y * g;
  doubles[field + 4] = e - region.y * h;
  doubles[field + 5] = f;
  doubles[field + 6] = g;
  doubles[field + 7] = h;
  doubles[field + 8] = i;
  if (!isAffine(toInput)) return WALKS.projective;
  if (b === 0 && d === 0) {
    const isPlain = a === 1 && e === 1 && c === 0 && f === 0 && width <= region.width && height <= region.height;
    if (isPlain) return WALKS.plain;
    if (Math.abs(a) <= MOST_SHRINKING) return WALKS.aligned;
  }
  const farthestX = Math.abs(a) * width + Math.abs(b) * height + Math.abs(c);
  const farthestY = Math.abs(d) * width + Math.abs(e) * height + Math.abs(f);
  return farthestX < FARTHEST && farthestY < FARTHEST ? WALKS.affine : WALKS.projective;
}
