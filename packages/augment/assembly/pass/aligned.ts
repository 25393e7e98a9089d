import { index, far, near, place, rowAt } from './place';
import { columnsOf, Reading } from './reading';
import { emitColours, emitGrey } from './emit';

/*
 * A map that turns nothing is read in two steps: a row of the region is resampled to the output's columns, as floats, a plane for each channel; two such rows
 * are blended to one of the output. The places of the columns are the same for all rows: the number of a pixel, its weight and that of the next, three arrays
 * at `reading.places`. At `reading.room`: the two resampled rows that were needed last, then a row of bytes, apart by channels.
 */

/** Bytes for a plane of a row of bytes: the pixels, and what is read before and behind them. */
function planeBytes(reading: Reading): usize {
  return (<usize>reading.width + 63) & ~15;
}

export function alignColumns(reading: Reading): void {
  const step = columnsOf(reading) * 4;
  const end = reading.places + step;
  let to = reading.places;
  reading.from = reading.width;
  reading.to = 0;
  for (let column = 0; column < reading.outputWidth; column++, to += 4) {
    place(reading.a * <f64>column + reading.c, reading.width, reading.border);
    reading.from = min(reading.from, max(index, 0));
    reading.to = max(reading.to, min(index + 2, reading.width));
    store<i32>(to, index);
    store<f32>(to + step, near);
    store<f32>(to + step * 2, far);
  }
  for (; to < end; to += 4) {
    store<i32>(to, 0);
    store<f32>(to + step, 0);
    store<f32>(to + step * 2, 0);
  }
  reading.firstRow = -1;
  reading.secondRow = -1;
}

/** Reads a row of the output. */
export function alignedRow(reading: Reading, row: i32, target: usize, spare: usize): void {
  place(reading.e * <f64>row + reading.f, reading.height, reading.border);
  const upper = rowAt(index, reading.height);
  const lower = rowAt(index + 1, reading.height);
  const upperWeight = near * reading.gain;
  const lowerWeight = far * reading.gain;
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
  } else {
    const planes = reading.room + 2 * size + 16;
    separate(reading, source, planes);
    resampleColours(reading, planes, target);
  }
  return target;
}

/** Brings the colours of a row apart, 16 pixels at a time. */
function separate(reading: Reading, source: usize, planes: usize): void {
  const step = planeBytes(reading);
  let from = source + <usize>(reading.from * 3);
  const end = source + <usize>(reading.to * 3);
  for (let to = planes + <usize>reading.from; from < end; from += 48, to += 16) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const red = v128.shuffle<u8>(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
    v128.store(to, v128.shuffle<u8>(red, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29));
    const green = v128.shuffle<u8>(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
    v128.store(to + step, v128.shuffle<u8>(green, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30));
    const blue = v128.shuffle<u8>(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
    v128.store(to + step * 2, v128.shuffle<u8>(blue, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31));
  }
}

function resampleColours(reading: Reading, planes: usize, target: usize): void {
  const step = columnsOf(reading) * 4;
  const plane = planeBytes(reading);
  const end = reading.places + step;
  for (let from = reading.places; from < end; from += 16, target += 16) {
    const a = planes + load<i32>(from);
    const b = planes + load<i32>(from, 4);
    const c = planes + load<i32>(from, 8);
    const d = planes + load<i32>(from, 12);
    const nears = v128.load(from + step);
    const fars = v128.load(from + step * 2);
    v128.store(target, weighed(pairs(a, b, c, d), nears, fars));
    v128.store(target + step, weighed(pairs(a + plane, b + plane, c + plane, d + plane), nears, fars));
    const last = plane * 2;
    v128.store(target + step * 2, weighed(pairs(a + last, b + last, c + last, d + last), nears, fars));
  }
}

function resampleGrey(reading: Reading, source: usize, target: usize): void {
  const step = columnsOf(reading) * 4;
  const end = reading.places + step;
  for (let from = reading.places; from < end; from += 16, target += 16) {
    const four = pairs(
      source + load<i32>(from),
      source + load<i32>(from, 4),
      source + load<i32>(from, 8),
      source + load<i32>(from, 12),
    );
    v128.store(target, weighed(four, v128.load(from + step), v128.load(from + step * 2)));
  }
}

/** In the lower half of each lane a byte and the next. */
// @ts-ignore: decorator
@inline
function pairs(a: usize, b: usize, c: usize, d: usize): v128 {
  const two = v128.load_lane<u16>(b, v128.load_zero<u32>(a), 2);
  return v128.load_lane<u16>(d, v128.load_lane<u16>(c, two, 4), 6);
}

// @ts-ignore: decorator
@inline
function weighed(pairs: v128, nears: v128, fars: v128): v128 {
  const byte = i32x4.splat(255);
  return f32x4.add(
    f32x4.mul(f32x4.convert_i32x4_s(v128.and(pairs, byte)), nears),
    f32x4.mul(f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(pairs, 8), byte)), fars),
  );
}
