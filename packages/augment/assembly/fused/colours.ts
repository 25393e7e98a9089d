import { limited } from './emit';
import { storeColour } from './gather';

/*
 * A colour map is six vectors: what red, green and blue become, times their value; what is added; the lowest and the
 * highest each may be. Of one channel only the first number of the first vector and of the last three counts.
 */

export function mapGrey(values: usize, count: i32, map: usize): void {
  const factor = load<f32>(map);
  const offset = load<f32>(map, 48);
  const lowest = load<f32>(map, 64);
  const highest = load<f32>(map, 80);
  const end = values + (<usize>count << 2);
  for (; values + 16 <= end; values += 16) {
    const mapped = f32x4.add(f32x4.mul(v128.load(values), f32x4.splat(factor)), f32x4.splat(offset));
    v128.store(values, limited(mapped, f32x4.splat(lowest), f32x4.splat(highest)));
  }
  for (; values < end; values += 4) {
    store<f32>(values, min<f32>(max<f32>(load<f32>(values) * factor + offset, lowest), highest));
  }
}

export function mapColours(values: usize, count: i32, map: usize): void {
  const red = v128.load(map);
  const green = v128.load(map, 16);
  const blue = v128.load(map, 32);
  const offset = v128.load(map, 48);
  const lowest = v128.load(map, 64);
  const highest = v128.load(map, 80);
  let left = count / 3;
  if (left == 0) return;
  let pixel = colourAt(values, left);
  for (; left > 0; left--, values += 12) {
    // The next one is read before this one is written over its first value.
    const next = left > 1 ? colourAt(values + 12, left - 1) : pixel;
    const mapped = f32x4.add(
      f32x4.add(
        f32x4.mul(v128.shuffle<f32>(pixel, pixel, 0, 0, 0, 0), red),
        f32x4.mul(v128.shuffle<f32>(pixel, pixel, 1, 1, 1, 1), green),
      ),
      f32x4.add(f32x4.mul(v128.shuffle<f32>(pixel, pixel, 2, 2, 2, 2), blue), offset),
    );
    storeColour(values, limited(mapped, lowest, highest), left);
    pixel = next;
  }
}

// @ts-ignore: decorator
@inline
function colourAt(address: usize, left: i32): v128 {
  return left > 1 ? v128.load(address) : v128.load_lane<u32>(address, v128.load_zero<u64>(address), 2, 8);
}

/**
 * Each value times a factor, plus an offset: twelve factors and twelve offsets at `pattern`, again and again. The first
 * value is of the first channel.
 */
export function scaleAndAdd(values: usize, count: i32, pattern: usize): void {
  const end = values + (<usize>count << 2);
  for (; values + 48 <= end; values += 48) {
    v128.store(values, f32x4.add(f32x4.mul(v128.load(values), v128.load(pattern)), v128.load(pattern, 48)));
    v128.store(values, f32x4.add(f32x4.mul(v128.load(values, 16), v128.load(pattern, 16)), v128.load(pattern, 64)), 16);
    v128.store(values, f32x4.add(f32x4.mul(v128.load(values, 32), v128.load(pattern, 32)), v128.load(pattern, 80)), 32);
  }
  for (; values < end; values += 4, pattern += 4) {
    store<f32>(values, load<f32>(values) * load<f32>(pattern) + load<f32>(pattern, 48));
  }
}

/** Each value times a factor, rounded to a byte. */
export function toBytes(values: usize, count: i32, factor: f32, target: usize): void {
  const end = target + <usize>count;
  for (; target + 16 <= end; target += 16, values += 64) {
    const low = i16x8.narrow_i32x4_s(rounded(v128.load(values), factor), rounded(v128.load(values, 16), factor));
    const high = i16x8.narrow_i32x4_s(rounded(v128.load(values, 32), factor), rounded(v128.load(values, 48), factor));
    v128.store(target, i8x16.narrow_i16x8_u(low, high));
  }
  for (; target < end; target++, values += 4) store<u8>(target, <u8>(load<f32>(values) * factor + 0.5));
}

// @ts-ignore: decorator
@inline
function rounded(values: v128, factor: f32): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.add(f32x4.mul(values, f32x4.splat(factor)), f32x4.splat(0.5)));
}
