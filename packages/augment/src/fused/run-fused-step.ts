import type { RawImage } from '@sightline/contracts';
import { AugmentError } from '../errors.ts';
import { composeColours, composeWithoutMean } from './colour-maps.ts';
import {
  finishBand,
  type Finishing,
  FINISHING_BYTES,
  mapAddress,
  mapBand,
  type Normalization,
  prepareFinishing,
  spareAddress,
  writeMap,
} from './finishing.ts';
import { instanceOver, MARGIN, type WasmInstance } from './wasm-instance.ts';
import type { ColourStep, Noise } from './fused-step.ts';
import {
  kindOf,
  placesBytes,
  prepareReading,
  READING_BYTES,
  type ReadingAddresses,
  roomBytes,
  setMap,
  sumsBytes,
  type Walk,
  type WalkKind,
} from './reading.ts';

/** What one walk over the output pixels does: a bilinear read of the source, then colours, then noise. */
export interface Work extends Walk {
  colours: readonly ColourStep[];
  noises: readonly Noise[];
}

/** Where floats go: `[height, width, channels]` from `offset` on. */
export interface FloatTarget {
  values: Float32Array;
  offset: number;
  normalization?: Normalization | undefined;
}

interface Output {
  /** Of the floats, where they do not go into the module's room. */
  address: number | undefined;
  normalization: Normalization | undefined;
  toBytes: boolean;
}

/** The module's room begins with the reading, the sums of the channels and what the finishing needs. */
const SUMS = READING_BYTES;
const FINISHING = 192;
const FIXED = FINISHING + FINISHING_BYTES;
/** Values of a band of rows, which stay in the processor's nearest cache from the read to the last step. */
const BAND = 6144;
/** Rows of a band are a multiple of this, so that its values are a multiple of the noise's eight. */
const BAND_ROWS = 8;

/**
 * Does the work and writes floats in [0, 1], or normalised ones. A target in the module's memory is written to at once,
 * any other is copied to.
 */
export function runFusedStep(source: RawImage, work: Work, target: FloatTarget, wasm = instanceOver()): void {
  const count = work.width * work.height * source.channels;
  requireRoom(target, count);
  const address = wasm.addressOf(target.values, target.offset * 4, count * 4);
  const at = run(wasm, source, work, { address, normalization: target.normalization, toBytes: false }) >> 2;
  if (address === undefined) target.values.set(wasm.floats.subarray(at, at + count), target.offset);
}

function requireRoom({ values, offset }: FloatTarget, count: number): void {
  if (Number.isInteger(offset) && offset >= 0 && offset + count <= values.length) return;
  throw new AugmentError(
    'augment/wrong-size',
    `Received a target of ${values.length} floats to write ${count} to at offset ${offset}. ` +
      'Pass one with room for that many.',
  );
}

/** Does the work and rounds to bytes. */
export function runFusedStepToBytes(source: RawImage, work: Work, wasm = instanceOver()): RawImage {
  const { width, height } = work;
  const { channels } = source;
  const at = run(wasm, source, work, { address: undefined, normalization: undefined, toBytes: true });
  return { pixels: wasm.bytes.slice(at, at + width * height * channels), width, height, channels };
}

/** @returns the address of the result */
function run(wasm: WasmInstance, source: RawImage, work: Work, { address, normalization, toBytes }: Output): number {
  const { width, height, colours, noises } = work;
  const { channels } = source;
  const length = width * channels;
  const kind = kindOf(work);
  let map = colours.length > 0 ? composeWithoutMean(colours, channels) : undefined;
  const needsMean = colours.length > 0 && !map;
  // What turns nothing can be summed before it is read.
  const sumsFirst = needsMean && (kind === 'plain' || kind === 'aligned');
  const isTwoWalks = needsMean && !sumsFirst;
  const rows = Math.min(Math.max(BAND_ROWS, BAND_ROWS * Math.floor(BAND / length / BAND_ROWS)), height);
  const isWhole = isTwoWalks || !toBytes;
  const room = layOut(wasm, source, work, {
    kind,
    sums: sumsFirst ? sumsBytes(work, channels) : 0,
    floats: address === undefined ? length * (isWhole ? height : rows) * 4 : 0,
    bytes: toBytes ? length * height : 0,
  });
  const { start } = room;
  const floats = address ?? room.floats;
  // Where nothing is done to the values but rounding, they stay on the bytes' scale: so halves stay halves.
  const gain = toBytes && colours.length === 0 && noises.length === 0 ? 1 : 1 / 255;
  prepareReading(wasm, room, { walk: work, kind, source, gain });
  const finishing: Finishing = {
    address: start + FINISHING,
    channels,
    hasMap: colours.length > 0,
    noises,
    normalization,
    byteScale: 1 / gain,
  };
  prepareFinishing(wasm, finishing);
  const spare = spareAddress(finishing);
  if (needsMean) wasm.doubles.fill(0, (start + SUMS) >> 3, ((start + SUMS) >> 3) + channels);
  const mean = () => meanOf(wasm, start + SUMS, channels, width * height);

  if (sumsFirst) {
    wasm.call.sumOfRead(start, start + SUMS, room.sums);
    map = composeColours(colours, mean());
  }
  if (map) {
    writeMap(wasm, finishing, map);
    setMap(wasm, start, mapAddress(finishing));
  }
  for (let row = 0; row < height; row += rows) {
    const count = Math.min(rows, height - row) * length;
    const values = floats + (isWhole ? row * length * 4 : 0);
    wasm.call.readRows(start, row, Math.min(row + rows, height), values, spare);
    if (isTwoWalks) wasm.call.sumOfValues(values, count, channels, start + SUMS);
    else finish(row, values, count);
  }
  if (isTwoWalks) {
    writeMap(wasm, finishing, composeColours(colours, mean()));
    for (let row = 0; row < height; row += rows) {
      const count = Math.min(rows, height - row) * length;
      const values = floats + row * length * 4;
      mapBand(wasm, finishing, values, count);
      finish(row, values, count);
    }
  }
  return toBytes ? room.bytes : floats;

  function finish(row: number, values: number, count: number): void {
    const bytes = toBytes ? room.bytes + row * length : 0;
    finishBand(wasm, finishing, { values, first: row * length, count, bytes });
  }
}

function meanOf({ doubles }: WasmInstance, sums: number, channels: number, count: number): number[] {
  const mean: number[] = [];
  for (let channel = 0; channel < channels; channel++) mean.push((doubles[(sums >> 3) + channel] as number) / count);
  return mean;
}

interface Room extends ReadingAddresses {
  sums: number;
  floats: number;
  bytes: number;
}

/** Lays out the module's room, and copies there what is to be read and is not in its memory yet. */
function layOut(
  wasm: WasmInstance,
  { pixels, channels }: RawImage,
  work: Work,
  { kind, sums, floats, bytes }: { kind: WalkKind; sums: number; floats: number; bytes: number },
): Room {
  const field = work.toInput instanceof Float32Array ? work.toInput : undefined;
  const given = wasm.addressOf(pixels, 0, pixels.length);
  const room = FIXED + aligned(placesBytes(work));
  const sumsAt = room + aligned(roomBytes(work, kind, channels));
  const floatsAt = sumsAt + aligned(sums);
  const bytesAt = floatsAt + aligned(floats);
  const fieldAt = bytesAt + aligned(bytes);
  const pixelsAt = fieldAt + aligned(field ? field.byteLength : 0) + MARGIN;
  const start = wasm.room(pixelsAt + (given === undefined ? pixels.length : 0) + MARGIN);
  if (given === undefined) wasm.bytes.set(pixels, start + pixelsAt);
  if (field) wasm.floats.set(field, (start + fieldAt) >> 2);
  return {
    start,
    pixels: given ?? start + pixelsAt,
    places: start + FIXED,
    room: start + room,
    sums: start + sumsAt,
    field: start + fieldAt,
    floats: start + floatsAt,
    bytes: start + bytesAt,
  };
}

function aligned(bytes: number): number {
  return (bytes + 63) & ~63;
}
