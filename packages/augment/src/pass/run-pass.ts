import type { RawImage } from '@sightline/ingest';
import { composeColours, composeWithoutMean } from './colour-maps.ts';
import { finishBand, type Finishing, FINISHING_BYTES, type Normalisation, prepareFinishing } from './finishing.ts';
import { type Kernel, kernelOver, MARGIN } from './kernel.ts';
import type { ColourStep, Noise } from './pass.ts';
import { placesBytes, prepareReading, rowBytes, type Walk } from './reading.ts';

/** What one walk over the output pixels does: a bilinear read of the source, then colours, then noise. */
export interface Work extends Walk {
  colours: readonly ColourStep[];
  noises: readonly Noise[];
}

/** Where floats go: `[height, width, channels]` from `offset` on. */
export interface FloatTarget {
  values: Float32Array;
  offset: number;
  normalisation?: Normalisation | undefined;
}

interface Output {
  /** Of the floats, where they do not go into the kernel's room. */
  address: number | undefined;
  normalisation: Normalisation | undefined;
  toBytes: boolean;
}

/** The kernel's room begins with the reading, the sums of the channels and what the finishing needs. */
const SUMS = 128;
const FINISHING = 192;
const FIXED = FINISHING + FINISHING_BYTES;
/** Values of a band of rows, which stay in the processor's nearest cache from the read to the last step. */
const BAND = 6144;
/** Rows of a band are a multiple of this, so that its values are a multiple of the noise's eight. */
const BAND_ROWS = 8;

/** Does the work and writes floats in [0, 1], or normalised ones. A target in the kernel's memory is written to at once, any other is copied to. */
export function runPass(source: RawImage, work: Work, target: FloatTarget, kernel = kernelOver()): void {
  const count = work.width * work.height * source.channels;
  const address = kernel.addressOf(target.values, target.offset * 4, count * 4);
  const at = run(kernel, source, work, { address, normalisation: target.normalisation, toBytes: false }) >> 2;
  if (address === undefined) target.values.set(kernel.floats.subarray(at, at + count), target.offset);
}

/** Does the work and rounds to bytes. */
export function runPassToBytes(source: RawImage, work: Work, kernel = kernelOver()): RawImage {
  const { width, height } = work;
  const { channels } = source;
  const at = run(kernel, source, work, { address: undefined, normalisation: undefined, toBytes: true });
  return { pixels: kernel.bytes.slice(at, at + width * height * channels), width, height, channels };
}

/** @returns the address of the result */
function run(kernel: Kernel, source: RawImage, work: Work, { address, normalisation, toBytes }: Output): number {
  const { width, height, colours, noises } = work;
  const { channels } = source;
  const map = colours.length > 0 ? composeWithoutMean(colours, channels) : undefined;
  const needsMean = colours.length > 0 && !map;
  const length = width * channels;
  const rows = Math.min(Math.max(BAND_ROWS, BAND_ROWS * Math.floor(BAND / length / BAND_ROWS)), height);
  const isWhole = needsMean || !toBytes;
  const room = layOut(kernel, source, work, {
    floats: address === undefined ? length * (isWhole ? height : rows) * 4 : 0,
    bytes: toBytes ? length * height : 0,
  });
  const floats = address ?? room.floats;
  // Where nothing is done to the values but rounding, they stay on the bytes' scale: so halves stay halves.
  const gain = toBytes && colours.length === 0 && noises.length === 0 ? 1 : 1 / 255;
  prepareReading(kernel, room.start, { source, walk: work, addresses: room, gain });
  const finishing: Finishing = {
    address: room.start + FINISHING,
    channels,
    map,
    noises,
    normalisation,
    byteScale: 1 / gain,
  };
  const finish = (row: number, count: number) =>
    finishBand(kernel, finishing, {
      values: floats + (isWhole ? row * length * 4 : 0),
      first: row * length,
      count,
      bytes: toBytes ? room.bytes + row * length : 0,
    });

  prepareFinishing(kernel, finishing);
  kernel.doubles.fill(0, (room.start + SUMS) >> 3, ((room.start + SUMS) >> 3) + channels);
  for (let row = 0; row < height; row += rows) {
    const end = Math.min(row + rows, height);
    const values = floats + (isWhole ? row * length * 4 : 0);
    kernel.call.readRows(room.start, row, end, values);
    if (needsMean) kernel.call.sumChannels(values, (end - row) * length, channels, room.start + SUMS);
    else finish(row, (end - row) * length);
  }
  if (needsMean) {
    const sums = kernel.doubles.subarray((room.start + SUMS) >> 3, ((room.start + SUMS) >> 3) + channels);
    finishing.map = composeColours(
      colours,
      Array.from(sums, (sum) => sum / (width * height)),
    );
    prepareFinishing(kernel, finishing);
    for (let row = 0; row < height; row += rows) finish(row, Math.min(rows, height - row) * length);
  }
  return toBytes ? room.bytes : floats;
}

/** Lays out the kernel's room, and copies there what is to be read and is not in its memory yet. */
function layOut(
  kernel: Kernel,
  source: RawImage,
  work: Work,
  { floats, bytes }: { floats: number; bytes: number },
): { start: number; source: number; places: number; row: number; field: number; floats: number; bytes: number } {
  const { pixels, channels } = source;
  const field = work.toInput instanceof Float32Array ? work.toInput : undefined;
  const given = kernel.addressOf(pixels, 0, pixels.length);
  const places = FIXED;
  const row = places + aligned(placesBytes(work));
  const floatsAt = row + aligned(rowBytes(work, channels));
  const bytesAt = floatsAt + aligned(floats);
  const fieldAt = bytesAt + aligned(bytes);
  const sourceAt = fieldAt + aligned(field ? field.byteLength : 0) + MARGIN;
  const start = kernel.room(sourceAt + (given === undefined ? pixels.length : 0) + MARGIN);
  if (given === undefined) kernel.bytes.set(pixels, start + sourceAt);
  if (field) kernel.floats.set(field, (start + fieldAt) >> 2);
  return {
    start,
    source: given ?? start + sourceAt,
    places: start + places,
    row: start + row,
    field: start + fieldAt,
    floats: start + floatsAt,
    bytes: start + bytesAt,
  };
}

function aligned(bytes: number): number {
  return (bytes + 63) & ~63;
}
