import { columnsOf } from './places';
import { Reading } from './reading';

/** Reads the places of a row, of one channel. */
export function gatherGrey(reading: Reading, target: usize): void {
  const step = columnsOf(reading) * 4;
  const pixels = reading.pixels;
  const byte = i32x4.splat(255);
  let from = reading.places;
  let left = reading.outputWidth;
  for (; left >= 4; left -= 4, from += 16, target += 16) {
    // In each lane the four pixels round a place: upper left, upper right, lower left, lower right.
    let four = i32x4.splat(0);
    four = v128.load_lane<u16>(pixels + load<i32>(from), four, 0);
    four = v128.load_lane<u16>(pixels + load<i32>(from + step), four, 1);
    four = v128.load_lane<u16>(pixels + load<i32>(from, 4), four, 2);
    four = v128.load_lane<u16>(pixels + load<i32>(from + step, 4), four, 3);
    four = v128.load_lane<u16>(pixels + load<i32>(from, 8), four, 4);
    four = v128.load_lane<u16>(pixels + load<i32>(from + step, 8), four, 5);
    four = v128.load_lane<u16>(pixels + load<i32>(from, 12), four, 6);
    four = v128.load_lane<u16>(pixels + load<i32>(from + step, 12), four, 7);
    const upper = f32x4.add(
      f32x4.mul(f32x4.convert_i32x4_s(v128.and(four, byte)), v128.load(from + step * 2)),
      f32x4.mul(f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), byte)), v128.load(from + step * 3)),
    );
    const lower = f32x4.add(
      f32x4.mul(f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), byte)), v128.load(from + step * 4)),
      f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(four, 24)), v128.load(from + step * 5)),
    );
    v128.store(target, f32x4.add(upper, lower));
  }
  for (; left > 0; left--, from += 4, target += 4) {
    const top = pixels + load<i32>(from);
    const bottom = pixels + load<i32>(from + step);
    const upper = <f32>load<u8>(top) * load<f32>(from + step * 2) + <f32>load<u8>(top, 1) * load<f32>(from + step * 3);
    const lower = <f32>load<u8>(bottom) * load<f32>(from + step * 4) + <f32>load<u8>(bottom, 1) * load<f32>(from + step * 5);
    store<f32>(target, upper + lower);
  }
}

/** Reads the places of a row, of three channels. */
export function gatherColours(reading: Reading, target: usize): void {
  const step = columnsOf(reading) * 4;
  const pixels = reading.pixels;
  let from = reading.places;
  for (let left = reading.outputWidth; left > 0; left--, from += 4, target += 12) {
    const top = v128.load_ext<u8>(pixels + load<i32>(from));
    const bottom = v128.load_ext<u8>(pixels + load<i32>(from + step));
    const upper = f32x4.add(
      f32x4.mul(colour(top), v128.load_splat<f32>(from + step * 2)),
      f32x4.mul(nextColour(top), v128.load_splat<f32>(from + step * 3)),
    );
    const lower = f32x4.add(
      f32x4.mul(colour(bottom), v128.load_splat<f32>(from + step * 4)),
      f32x4.mul(nextColour(bottom), v128.load_splat<f32>(from + step * 5)),
    );
    storeColour(target, f32x4.add(upper, lower), left);
  }
}

// @ts-ignore: decorator
@inline
function colour(two: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(two));
}

// @ts-ignore: decorator
@inline
function nextColour(two: v128): v128 {
  return colour(v128.shuffle<u16>(two, two, 3, 4, 5, 6, 7, 7, 7, 7));
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
