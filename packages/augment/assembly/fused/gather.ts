import { copyFloats } from './emit';
import { limited, reflected } from './place';
import { PADDING, paddedPixels, paddedStride } from './padded';
import { columnsOf, DISPLACED, PROJECTIVE, Reading, REFLECT } from './reading';

/*
 * Rows are read in two steps: first the place of each column is found, as the offset of the pixel to its upper left in
 * the padded copy, and what lies behind the point of x and y, three arrays at `reading.places`; then the four pixels
 * round each place are blended.
 */

/** A place with 32 bits before the point and 32 after it: its parts are taken, and added to, without rounding. */
function fixed(value: f64): i64 {
  return <i64>nearest(value * 4294967296.0);
}

// @ts-ignore: decorator
@inline
function pair(first: i64, second: i64): v128 {
  return i64x2.replace_lane(i64x2.splat(first), 1, second);
}

/** The places of a row under an affine map, four at a time; not for `reflect`. */
export function affinePlaces(reading: Reading, row: i32): void {
  const step = columnsOf(reading) * 4;
  const end = reading.places + step;
  const startX = fixed(reading.b * <f64>row + reading.c);
  const startY = fixed(reading.e * <f64>row + reading.f);
  const stepX = fixed(reading.a);
  const stepY = fixed(reading.d);
  let x01 = pair(startX, startX + stepX);
  let x23 = pair(startX + 2 * stepX, startX + 3 * stepX);
  let y01 = pair(startY, startY + stepY);
  let y23 = pair(startY + 2 * stepY, startY + 3 * stepY);
  const nextX = i64x2.splat(4 * stepX);
  const nextY = i64x2.splat(4 * stepY);
  const lowest = i32x4.splat(-PADDING);
  const highestX = i32x4.splat(reading.width);
  const highestY = i32x4.splat(reading.height);
  const stride = i32x4.splat(paddedStride(reading));
  const channels = i32x4.splat(reading.channels);
  for (let to = reading.places; to < end; to += 16) {
    const x = limitedLanes(v128.shuffle<i32>(x01, x23, 1, 3, 5, 7), lowest, highestX);
    const y = limitedLanes(v128.shuffle<i32>(y01, y23, 1, 3, 5, 7), lowest, highestY);
    v128.store(to, i32x4.add(i32x4.mul(y, stride), i32x4.mul(x, channels)));
    v128.store(to + step, fractionOf(v128.shuffle<i32>(x01, x23, 0, 2, 4, 6)));
    v128.store(to + step * 2, fractionOf(v128.shuffle<i32>(y01, y23, 0, 2, 4, 6)));
    x01 = i64x2.add(x01, nextX);
    x23 = i64x2.add(x23, nextX);
    y01 = i64x2.add(y01, nextY);
    y23 = i64x2.add(y23, nextY);
  }
}

// @ts-ignore: decorator
@inline
function limitedLanes(at: v128, lowest: v128, highest: v128): v128 {
  return i32x4.min_s(i32x4.max_s(at, lowest), highest);
}

/** What lies behind the point, as a float in [0, 1). */
// @ts-ignore: decorator
@inline
function fractionOf(fraction: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(fraction, 8)), f32x4.splat(5.9604644775390625e-8));
}

/** The places of a row under any geometry. */
export function anyPlaces(reading: Reading, row: i32): void {
  const step = columnsOf(reading) * 4;
  const stride = paddedStride(reading);
  const y = <f64>row;
  let to = reading.places;
  let field = reading.field + <usize>(row * reading.outputWidth) * 8;
  for (let column = 0; column < reading.outputWidth; column++, to += 4) {
    const x = <f64>column;
    let fromX: f64, fromY: f64;
    if (reading.walk == DISPLACED) {
      fromX = <f64>load<f32>(field);
      fromY = <f64>load<f32>(field, 4);
      field += 8;
    } else {
      fromX = reading.a * x + reading.b * y + reading.c;
      fromY = reading.d * x + reading.e * y + reading.f;
      if (reading.walk == PROJECTIVE) {
        const depth = reading.g * x + reading.h * y + reading.i;
        fromX /= depth;
        fromY /= depth;
      }
    }
    if (reading.border == REFLECT) {
      fromX = reflected(fromX, reading.width);
      fromY = reflected(fromY, reading.height);
    }
    fromX = limited(fromX, -PADDING, <f64>reading.width);
    fromY = limited(fromY, -PADDING, <f64>reading.height);
    const left = floor(fromX);
    const top = floor(fromY);
    store<i32>(to, <i32>top * stride + <i32>left * reading.channels);
    store<f32>(to + step, <f32>(fromX - left));
    store<f32>(to + step * 2, <f32>(fromY - top));
  }
  // Whole vectors are read.
  for (const end = reading.places + step; to < end; to += 4) store<i32>(to, 0);
}

/** Blends the four pixels round each place of a row, of one channel. `spare` is room for a vector. */
export function gatherGrey(reading: Reading, target: usize, spare: usize): void {
  const step = columnsOf(reading) * 4;
  const upper = paddedPixels(reading);
  const lower = upper + paddedStride(reading);
  const byte = i32x4.splat(255);
  const gain = f32x4.splat(reading.gain);
  let from = reading.places;
  for (let left = reading.outputWidth; left > 0; left -= 4, from += 16, target += 16) {
    // In each lane the four pixels round a place: upper left, upper right, lower left, lower right.
    let four = v128.load_zero<u32>(upper + load<i32>(from));
    four = v128.load_lane<u16>(lower + load<i32>(from), four, 1);
    four = v128.load_lane<u16>(upper + load<i32>(from, 4), four, 2);
    four = v128.load_lane<u16>(lower + load<i32>(from, 4), four, 3);
    four = v128.load_lane<u16>(upper + load<i32>(from, 8), four, 4);
    four = v128.load_lane<u16>(lower + load<i32>(from, 8), four, 5);
    four = v128.load_lane<u16>(upper + load<i32>(from, 12), four, 6);
    four = v128.load_lane<u16>(lower + load<i32>(from, 12), four, 7);
    const x = v128.load(from + step);
    const above = blended(
      f32x4.convert_i32x4_s(v128.and(four, byte)),
      f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), byte)),
      x,
    );
    const below = blended(
      f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), byte)),
      f32x4.convert_i32x4_s(i32x4.shr_u(four, 24)),
      x,
    );
    const values = f32x4.mul(blended(above, below, v128.load(from + step * 2)), gain);
    if (left >= 4) {
      v128.store(target, values);
    } else {
      v128.store(spare, values);
      copyFloats(spare, left, target);
    }
  }
}

/** Blends the four pixels round each place of a row, of three channels. */
export function gatherColours(reading: Reading, target: usize): void {
  const step = columnsOf(reading) * 4;
  const upper = paddedPixels(reading);
  const lower = upper + paddedStride(reading);
  const gain = f32x4.splat(reading.gain);
  let from = reading.places;
  for (let left = reading.outputWidth; left > 0; left--, from += 4, target += 12) {
    const top = v128.load_zero<u64>(upper + load<i32>(from));
    const bottom = v128.load_zero<u64>(lower + load<i32>(from));
    const x = v128.load_splat<f32>(from + step);
    const above = blended(colour(top), nextColour(top), x);
    const below = blended(colour(bottom), nextColour(bottom), x);
    storeColour(target, f32x4.mul(blended(above, below, v128.load_splat<f32>(from + step * 2)), gain), left);
  }
}

// @ts-ignore: decorator
@inline
function blended(first: v128, second: v128, fraction: v128): v128 {
  return f32x4.add(first, f32x4.mul(f32x4.sub(second, first), fraction));
}

/** The first three of some bytes. */
// @ts-ignore: decorator
@inline
function colour(bytes: v128): v128 {
  return f32x4.convert_i32x4_s(v128.swizzle(bytes, i8x16(0, -1, -1, -1, 1, -1, -1, -1, 2, -1, -1, -1, -1, -1, -1, -1)));
}

/** The three after them. */
// @ts-ignore: decorator
@inline
function nextColour(bytes: v128): v128 {
  return f32x4.convert_i32x4_s(v128.swizzle(bytes, i8x16(3, -1, -1, -1, 4, -1, -1, -1, 5, -1, -1, -1, -1, -1, -1, -1)));
}

/** Stores three floats: four, the last of which is overwritten by what follows, where something follows. */
// @ts-ignore: decorator
@inline
export function storeColour(target: usize, values: v128, left: i32): void {
  if (left > 1) {
    v128.store(target, values);
  } else {
    v128.store_lane<u64>(target, values, 0);
    v128.store_lane<u32>(target, values, 2, 8);
  }
}
