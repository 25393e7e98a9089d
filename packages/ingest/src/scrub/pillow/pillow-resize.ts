import { resizeRows, type Windows } from './resize-rows.ts';

/** The filters of Pillow's `Image.resize` that are used here, each with its radius in output pixels. */
const FILTERS = {
  /** Keys' cubic convolution with a = -0.5. */
  bicubic: { radius: 2, weight: cubic },
  /** sinc(x) sinc(x / 3). */
  lanczos: { radius: 3, weight: lanczos },
} as const;

type Filter = keyof typeof FILTERS;

/** Pillow computes with 8-bit pixels and weights of so many fractional bits. */
const PRECISION = 22;
/** As assembly/resize-rows.ts has them. */
const LOW_BITS = 12;
const LANES = 8;

/** The images of a dataset have few sizes; windows of long sides are large. */
const MOST_REMEMBERED = 64;
const LONGEST_REMEMBERED = 4096;
const remembered = new Map<string, Windows>();

/**
 * Resizes one band of 8-bit pixels exactly as Pillow's `Image.resize` up to version 11 does, to the bit: a separable
 * antialiased filter, rows first, rounded to bytes between the two passes. (Pillow 13 takes the columns of some images
 * first, which moves pixels by a grey level.) sharp's `lanczos3` is up to 3 grey levels off where it shrinks, which
 * turned up to 6 bits of a pHash, and up to 119 where it enlarges: up to 23 bits.
 *
 * @param pixels `[height, width]`
 * @returns `[size.height, size.width]`
 */
export function pillowResize(
  pixels: Uint8Array,
  from: { width: number; height: number },
  to: { width: number; height: number; filter: Filter },
): Uint8Array {
  // A side that keeps its length has windows of one pixel with a weight of 1: its pass only transposes.
  const columns = resizeRows(pixels, from, windowsOf(from.width, to.width, to.filter));
  return resizeRows(columns, { width: from.height, height: to.width }, windowsOf(from.height, to.height, to.filter));
}

function windowsOf(length: number, wanted: number, filter: Filter): Windows {
  const key = `${length} ${wanted} ${filter}`;
  const known = remembered.get(key);
  if (known) return known;
  const windows = newWindows(length, wanted, filter);
  if (remembered.size === MOST_REMEMBERED) remembered.clear();
  if (length <= LONGEST_REMEMBERED) remembered.set(key, windows);
  return windows;
}

/** The input pixels that make up each output pixel, with fixed-point weights that add up to about 1. */
function newWindows(length: number, wanted: number, filter: Filter): Windows {
  const { radius, weight } = length === wanted ? { radius: 0.5, weight: () => 1 } : FILTERS[filter];
  const scale = length / wanted;
  const stretch = Math.max(scale, 1);
  const shrink = 1 / stretch;
  const support = radius * stretch;
  const bounds = Array.from({ length: wanted }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    return { centre, start, end: Math.min(Math.trunc(centre + support + 0.5), length) };
  });
  const most = bounds.reduce((longest, { start, end }) => Math.max(longest, end - start), 1);
  const taps = Math.ceil(most / LANES) * LANES;
  const weights = new Int16Array(wanted * 2 * taps);
  const raw = new Float64Array(taps);
  for (const [index, { centre, start, end }] of bounds.entries()) {
    let total = 0;
    for (let tap = 0; tap < end - start; tap++) total += raw[tap] = weight((tap + start - centre + 0.5) * shrink);
    for (let tap = 0; tap < end - start; tap++) {
      const scaled = ((raw[tap] as number) / (total || 1)) * 2 ** PRECISION;
      const fixed = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
      weights[index * 2 * taps + tap] = fixed >> LOW_BITS;
      weights[(index * 2 + 1) * taps + tap] = fixed & (2 ** LOW_BITS - 1);
    }
  }
  return { taps, starts: Int32Array.from(bounds, ({ start }) => start), weights };
}

function cubic(position: number): number {
  const a = -0.5;
  const x = Math.abs(position);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

function lanczos(x: number): number {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
