import { index, far, near, place, rowAt } from './place';
import { columnsOf, Reading } from './reading';
import { emitColours, emitGrey, mappedColour, mappedGrey } from './emit';

/*
 * A map that turns nothing is read in two steps: a row of the region is resampled to the output's columns, as floats, a
 * plane for each channel, and its colours are mapped but for the clipping; two such rows are blended to one of the
 * output. Where the columns read is the same for all rows. At `reading.places`, for each four columns: the weights of
 * their pixels and of the next, from where on sixteen bytes are read, and for each channel which of them are the
 * pixels, which the next ones. At `reading.room`: the two resampled rows that were needed last, then a row of bytes,
 * apart by channels, where sixteen do not hold all colours of four columns.
 */

const NEARS: usize = 0;
const FARS: usize = 16;
const START: usize = 32;
const PIXELS: usize = 48;
const NEXT: usize = 16;
/** From a channel's to the next one's. */
const CHANNEL: usize = 32;
const GROUP: usize = 144;
/** Of a swizzle: no byte, but 0. */
const NOTHING: i32 = -1;

/** Bytes for a plane of a row of bytes: the pixels, and what is read before and behind them. */
function planeBytes(reading: Reading): usize {
  return (<usize>reading.width + 63) & ~15;
}

export function alignColumns(reading: Reading): void {
  reading.from = reading.width;
  reading.to = 0;
  let group = reading.places;
  for (let column = 0; column < reading.outputWidth; column += 4, group += GROUP) alignGroup(reading, column, group);
  reading.firstRow = -1;
  reading.secondRow = -1;
}

/** Whether colours must be separated before they are read: four columns of an enlarging map lie in five pixels. */
function isSeparate(reading: Reading): boolean {
  return reading.channels == 3 && abs(reading.a) > 1;
}

/** Four columns, fewer at the end. */
function alignGroup(reading: Reading, column: i32, group: usize): void {
  const count = min(4, reading.outputWidth - column);
  const step = isSeparate(reading) ? 1 : reading.channels;
  let first = i32.MAX_VALUE;
  for (let lane = 0; lane < 4; lane++) {
    const at = group + (<usize>lane << 2);
    // Those behind the end read as the last one does.
    place(reading.a * <f64>(column + min(lane, count - 1)) + reading.c, reading.width, reading.border);
    first = min(first, index);
    reading.from = min(reading.from, max(index, 0));
    reading.to = max(reading.to, min(index + 2, reading.width));
    store<i32>(at, index, PIXELS);
    store<f32>(at, near * reading.gain, NEARS);
    store<f32>(at, far * reading.gain, FARS);
  }
  store<i32>(group, first * step, START);
  for (let lane: usize = 0; lane < 4; lane++) {
    const at = group + PIXELS + (lane << 2);
    const byte = (load<i32>(at) - first) * step;
    for (let channel = 0; channel < reading.channels; channel++) {
      const own = at + <usize>channel * CHANNEL;
      const shifted = step == 3 ? byte + channel : byte;
      store<i32>(own, (NOTHING << 8) | shifted);
      store<i32>(own, (NOTHING << 8) | (shifted + step), NEXT);
    }
  }
}

/** Reads a row of the output. */
export function alignedRow(reading: Reading, row: i32, target: usize, spare: usize): void {
  place(reading.e * <f64>row + reading.f, reading.height, reading.border);
  const upper = rowAt(index, reading.height);
  const lower = rowAt(index + 1, reading.height);
  const upperWeight = near;
  const lowerWeight = far;
  const first = resampled(reading, upper, lower);
  const second = upper == lower ? first : resampled(reading, lower, upper);
  if (reading.channels == 1) emitGrey(reading, first, second, upperWeight, lowerWeight, target, spare);
  else emitColours(reading, first, second, upperWeight, lowerWeight, target, spare);
}

/** The address of a row of the region, resampled; it does not take the place of `kept`. */
function resampled(reading: Reading, row: i32, kept: i32): usize {
  const size = columnsOf(reading) * 4 * <usize>reading.channels;
  if (reading.firstRow == row) return reading.room;
  if (reading.secondRow == row) return reading.room + size;
  const takesFirst = reading.firstRow != kept;
  if (takesFirst) reading.firstRow = row;
  else reading.secondRow = row;
  const target = takesFirst ? reading.room : reading.room + size;
  const source = reading.pixels + <usize>(row * reading.stride);
  if (reading.channels == 1) {
    resampleGrey(reading, source, target);
  } else if (isSeparate(reading)) {
    const planes = reading.room + 2 * size + 16;
    separate(reading, source, planes);
    resampleColours(reading, planes, planeBytes(reading), target);
  } else {
    resampleColours(reading, source, 0, target);
  }
  return target;
}

/**
 * Brings the colours of a row apart, 16 pixels at a time. A swizzle by a constant is one instruction; a shuffle of two
 * vectors is many.
 */
function separate(reading: Reading, source: usize, planes: usize): void {
  const step = planeBytes(reading);
  let from = source + <usize>(reading.from * 3);
  const end = source + <usize>(reading.to * 3);
  for (let to = planes + <usize>reading.from; from < end; from += 48, to += 16) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    v128.store(to, any(
      v128.swizzle(a, i8x16(0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      v128.swizzle(b, i8x16(-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1)),
      v128.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13)),
    ));
    v128.store(to + step, any(
      v128.swizzle(a, i8x16(1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      v128.swizzle(b, i8x16(-1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1)),
      v128.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14)),
    ));
    v128.store(to + step * 2, any(
      v128.swizzle(a, i8x16(2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)),
      v128.swizzle(b, i8x16(-1, -1, -1, -1, -1, 1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1)),
      v128.swizzle(c, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15)),
    ));
  }
}

// @ts-ignore: decorator
@inline
function any(first: v128, second: v128, third: v128): v128 {
  return v128.or(v128.or(first, second), third);
}

/** @param plane from a channel's bytes to the next one's */
function resampleColours(reading: Reading, source: usize, plane: usize, target: usize): void {
  const step = columnsOf(reading) * 4;
  const end = target + step;
  const map = reading.map;
  for (let group = reading.places; target < end; group += GROUP, target += 16) {
    const from = source + load<i32>(group, START);
    let red = resampledFour(from, group, 0);
    let green = resampledFour(from + plane, group, CHANNEL);
    let blue = resampledFour(from + plane * 2, group, 2 * CHANNEL);
    if (map) {
      const oldRed = red;
      const oldGreen = green;
      red = mappedColour(map, oldRed, oldGreen, blue);
      green = mappedColour(map + 4, oldRed, oldGreen, blue);
      blue = mappedColour(map + 8, oldRed, oldGreen, blue);
    }
    v128.store(target, red);
    v128.store(target + step, green);
    v128.store(target + step * 2, blue);
  }
}

function resampleGrey(reading: Reading, source: usize, target: usize): void {
  const end = target + columnsOf(reading) * 4;
  const map = reading.map;
  for (let group = reading.places; target < end; group += GROUP, target += 16) {
    const grey = resampledFour(source + load<i32>(group, START), group, 0);
    v128.store(target, map ? mappedGrey(map, grey) : grey);
  }
}

// @ts-ignore: decorator
@inline
function resampledFour(from: usize, group: usize, channel: usize): v128 {
  const sixteen = v128.load(from);
  const pixels = v128.swizzle(sixteen, v128.load(group + channel, PIXELS));
  const next = v128.swizzle(sixteen, v128.load(group + channel, PIXELS + NEXT));
  return f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_s(pixels), v128.load(group, NEARS)),
    f32x4.mul(f32x4.convert_i32x4_s(next), v128.load(group, FARS)),
  );
}
