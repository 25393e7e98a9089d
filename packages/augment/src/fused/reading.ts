import type { ImageSize } from '../image-size.ts';
import type { Border, Rectangle } from '../geometry/geometry.ts';
import { isAffine, type Matrix3 } from '../geometry/matrix.ts';
import type { WasmInstance } from './wasm-instance.ts';

/** Which place of the source each output pixel shows. */
export interface Walk {
  /** One matrix for all, or place by place: `[height, width, 2]`, x first. */
  toInput: Matrix3 | Float32Array;
  /** Of the output. */
  width: number;
  height: number;
  border: Border;
  /** The part of the source outside of which the border begins. */
  region: Rectangle;
}

/**
 * How the module walks; the numbers are those of assembly/fused/reading.ts, as are those of the borders and the order
 * of the fields.
 */
const WALKS = { plain: 0, aligned: 1, affine: 2, projective: 3, displaced: 4 } as const;
const BORDERS = { constant: 0, edge: 1, reflect: 2 } as const;
/** Where the matrix begins, in numbers of 8 bytes. */
const MATRIX = 9;
export const READING_BYTES = 144;
/**
 * A map that shrinks more than this reads only a part of the pixels: going from place to place is then faster than
 * resampling whole rows.
 */
const MOST_SHRINKING = 2;
/** Places up to here fit the module's fixed-point numbers. */
const FARTHEST = 2 ** 30;

export type WalkKind = keyof typeof WALKS;

/** A read of a source. */
export interface Reading {
  walk: Walk;
  kind: WalkKind;
  source: ImageSize;
  /** What bytes are multiplied by. */
  gain: number;
}

/** Where in the module's memory is what a read needs. */
export interface ReadingAddresses {
  /** Of the reading's own {@link READING_BYTES}. */
  start: number;
  /** Of the source. */
  pixels: number;
  /** Of {@link placesBytes}. */
  places: number;
  /** Of {@link roomBytes}. */
  room: number;
  /** Of the displaced places. */
  field: number;
}

/** Bytes for what a walk knows of each column of the output. */
export function placesBytes({ width }: Walk): number {
  return 36 * (width + 4);
}

/** Bytes for what a walk needs beside: resampled rows, or a padded copy of the region. */
export function roomBytes({ width, region }: Walk, kind: WalkKind, channels: number): number {
  if (kind === 'plain') return 0;
  if (kind === 'aligned') return 8 * channels * (width + 4) + 3 * (region.width + 64) + 128;
  return (region.width + 4) * channels * (region.height + 4) + 64;
}

/** Bytes for the sums of a walk that turns nothing. */
export function sumsBytes({ region }: Walk, channels: number): number {
  return 4 * (region.width * channels + region.height + 64);
}

/** Writes the fields of a reading, and what belongs to it that is the same for all rows. */
export function prepareReading(
  { call, ints, floats, doubles }: WasmInstance,
  addresses: ReadingAddresses,
  { walk, kind, source, gain }: Reading,
): void {
  const { region, toInput } = walk;
  const at = addresses.start;
  const field = at >> 2;
  ints[field] = addresses.pixels + (region.y * source.width + region.x) * source.channels;
  ints[field + 1] = source.width * source.channels;
  ints[field + 2] = region.width;
  ints[field + 3] = region.height;
  ints[field + 4] = source.channels;
  ints[field + 5] = BORDERS[walk.border];
  ints[field + 6] = WALKS[kind];
  ints[field + 7] = walk.width;
  ints[field + 8] = walk.height;
  ints[field + 9] = addresses.places;
  ints[field + 10] = addresses.room;
  ints[field + 11] = addresses.field;
  ints[field + 12] = 0;
  floats[field + 13] = gain;
  if (!(toInput instanceof Float32Array)) {
    const g = toInput[6];
    const h = toInput[7];
    const i = toInput[8];
    const matrix = (at >> 3) + MATRIX;
    doubles[matrix] = toInput[0] - region.x * g;
    doubles[matrix + 1] = toInput[1] - region.x * h;
    doubles[matrix + 2] = toInput[2] - region.x * i;
    doubles[matrix + 3] = toInput[3] - region.y * g;
    doubles[matrix + 4] = toInput[4] - region.y * h;
    doubles[matrix + 5] = toInput[5] - region.y * i;
    doubles[matrix + 6] = g;
    doubles[matrix + 7] = h;
    doubles[matrix + 8] = i;
  }
  call.prepare(at);
}

/** Tells the reading which colour map to apply, by its address. */
export function setMap({ ints }: WasmInstance, at: number, map: number): void {
  ints[(at >> 2) + 12] = map;
}

/** The fastest way that a walk allows. */
export function kindOf({ toInput, width, height, region }: Walk): WalkKind {
  if (toInput instanceof Float32Array) return 'displaced';
  if (!isAffine(toInput)) return 'projective';
  const a = toInput[0];
  const b = toInput[1];
  const c = toInput[2] - region.x;
  const d = toInput[3];
  const e = toInput[4];
  const f = toInput[5] - region.y;
  if (b === 0 && d === 0) {
    const isPlain = a === 1 && e === 1 && c === 0 && f === 0 && width <= region.width && height <= region.height;
    if (isPlain) return 'plain';
    if (Math.abs(a) <= MOST_SHRINKING) return 'aligned';
  }
  const farthestX = Math.abs(a) * width + Math.abs(b) * height + Math.abs(c);
  const farthestY = Math.abs(d) * width + Math.abs(e) * height + Math.abs(f);
  return farthestX < FARTHEST && farthestY < FARTHEST ? 'affine' : 'projective';
}
