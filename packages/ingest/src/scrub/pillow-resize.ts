/** The filters of Pillow's `Image.resize` that are used here, each with its radius in output pixels. */
const FILTERS = {
  /** Keys' cubic convolution with a = -0.5. */
  bicubic: { radius: 2, weight: cubic },
  /** sinc(x) sinc(x / 3). */
  lanczos: { radius: 3, weight: lanczos },
} as const;

/** Pillow computes with 8-bit pixels and weights of so many fractional bits. */
const PRECISION = 22;

/**
 * Resizes one band of 8-bit pixels exactly as Pillow's `Image.resize` up to version 11 does, to the bit: a separable antialiased filter, rows first, rounded
 * to bytes between the two passes. (Pillow 13 takes the columns of some images first, which moves pixels by a grey level.) sharp's `lanczos3` is up to 3
 * grey levels off where it shrinks, which turned up to 6 bits of a pHash, and up to 119 where it enlarges: up to 23 bits.
 *
 * @param pixels `[height, width]`
 * @returns `[size.height, size.width]`
 */
export function pillowResize(
  pixels: Uint8Array,
  from: { width: number; height: number },
  to: { width: number; height: number; filter: keyof typeof FILTERS },
): Uint8Array {
  const across = from.width === to.width ? pixels : resizeRows(pixels, from, to.width, FILTERS[to.filter]);
  if (from.height === to.height) return across;
  return resizeColumns(across, { width: to.width, height: from.height }, to.height, FILTERS[to.filter]);
}

interface Window {
  start: number;
  weights: Int32Array;
}

type Filter = (typeof FILTERS)[keyof typeof FILTERS];

/** The input pixels that make up each output pixel, with fixed-point weights that add up to about 1. */
function windowsOf(length: number, wanted: number, { radius, weight }: Filter): Window[] {
  const scale = length / wanted;
  const stretch = Math.max(scale, 1);
  const shrink = 1 / stretch;
  const support = radius * stretch;
  return Array.from({ length: wanted }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), length);
    const raw = Array.from({ length: end - start }, (_unused, tap) => weight((tap + start - centre + 0.5) * shrink));
    const total = raw.reduce((sum, value) => sum + value, 0) || 1;
    const fixed = raw.map((value) => {
      const scaled = (value / total) * 2 ** PRECISION;
      return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    });
    return { start, weights: Int32Array.from(fixed) };
  });
}

function resizeRows(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
  wanted: number,
  filter: Filter,
): Uint8Array {
  const resized = new Uint8Array(wanted * height);
  for (const [x, { start, weights }] of windowsOf(width, wanted, filter).entries()) {
    for (let y = 0; y < height; y++) {
      let sum = 2 ** (PRECISION - 1);
      const first = y * width + start;
      for (let tap = 0; tap < weights.length; tap++)
        sum = (sum + Math.imul(pixels[first + tap] as number, weights[tap] as number)) | 0;
      resized[y * wanted + x] = clip(sum >> PRECISION);
    }
  }
  return resized;
}

function resizeColumns(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
  wanted: number,
  filter: Filter,
): Uint8Array {
  const resized = new Uint8Array(width * wanted);
  for (const [y, { start, weights }] of windowsOf(height, wanted, filter).entries()) {
    for (let x = 0; x < width; x++) {
      let sum = 2 ** (PRECISION - 1);
      for (let tap = 0; tap < weights.length; tap++)
        sum = (sum + Math.imul(pixels[(start + tap) * width + x] as number, weights[tap] as number)) | 0;
      resized[y * width + x] = clip(sum >> PRECISION);
    }
  }
  return resized;
}

function clip(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
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
