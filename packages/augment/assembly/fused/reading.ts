/** What is read beyond the edges; the numbers are those of src/fused/reading.ts. */
export const CONSTANT: i32 = 0;
export const EDGE: i32 = 1;
export const REFLECT: i32 = 2;

/** How places of the output go to places of the source. */
export const PLAIN: i32 = 0;
export const ALIGNED: i32 = 1;
export const AFFINE: i32 = 2;
export const PROJECTIVE: i32 = 3;
export const DISPLACED: i32 = 4;

/** What a pass reads, and how; src/fused/reading.ts writes it. */
@unmanaged
export class Reading {
  /** Of the region's first pixel. 64 bytes before the source and behind it can be read. */
  pixels: usize;
  /** Bytes from a row of the source to the next. */
  stride: i32;
  /** Of the region. */
  width: i32;
  height: i32;
  channels: i32;
  border: i32;
  walk: i32;
  outputWidth: i32;
  outputHeight: i32;
  /** Room for nine numbers of 4 bytes for each column of the output, see {@link columnsOf}. */
  places: usize;
  /** Room for what a walk needs beside: see aligned.ts and padded.ts. */
  room: usize;
  /** `[height, width, 2]` floats: where {@link DISPLACED} reads. */
  field: usize;
  /** A colour map for what was read; 0 for none. */
  map: usize;
  /** What bytes are multiplied by. */
  gain: f32;
  /** The columns of the region that {@link ALIGNED} reads: from, to. */
  from: i32;
  to: i32;
  /** The rows of the region that it holds, resampled; -1 for none. */
  firstRow: i32;
  secondRow: i32;
  /** From output pixels to pixels of the region. */
  a: f64;
  b: f64;
  c: f64;
  d: f64;
  e: f64;
  f: f64;
  g: f64;
  h: f64;
  i: f64;
}

/** The number of the output's columns, rounded up to whole vectors. */
export function columnsOf(reading: Reading): usize {
  return (<usize>reading.outputWidth + 3) & ~3;
}
