import { storeColour } from './gather';

/** Adds the sum of each channel's floats to the three f64 at `sums`. */
export function sumChannels(values: usize, count: i32, channels: i32, sums: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  const end = values + (<usize>count << 2);
  for (; values + 48 <= end; values += 48) {
    a = f32x4.add(a, v128.load(values));
    b = f32x4.add(b, v128.load(values, 16));
    c = f32x4.add(c, v128.load(values, 32));
  }
  for (let lane = 0; lane < 12; lane++) {
    const four = lane < 4 ? a : lane < 8 ? b : c;
    const low = lane & 1 ? f32x4.extract_lane(four, 1) : f32x4.extract_lane(four, 0);
    const high = lane & 1 ? f32x4.extract_lane(four, 3) : f32x4.extract_lane(four, 2);
    const at = sums + <usize>(lane % channels) * 8;
    store<f64>(at, load<f64>(at) + <f64>(lane & 2 ? high : low));
  }
  for (let channel = 0; values < end; values += 4, channel = channel + 1 == channels ? 0 : channel + 1) {
    const at = sums + <usize>channel * 8;
    store<f64>(at, load<f64>(at) + <f64>load<f32>(values));
  }
}

/** Times a factor, plus an offset, clipped to [0, 1], then times `scale` plus `shift`. */
export function mapGrey(values: usize, count: i32, map: usize, scale: f32, shift: f32): void {
  const factor = load<f32>(map);
  const offset = load<f32>(map, 4);
  const end = values + (<usize>count << 2);
  for (; values + 16 <= end; values += 16) {
    const mapped = f32x4.add(f32x4.mul(v128.load(values), f32x4.splat(factor)), f32x4.splat(offset));
    v128.store(values, f32x4.add(f32x4.mul(clipped(mapped), f32x4.splat(scale)), f32x4.splat(shift)));
  }
  for (; values < end; values += 4) {
    store<f32>(values, min<f32>(max<f32>(load<f32>(values) * factor + offset, 0), 1) * scale + shift);
  }
}

/**
 * The same for three channels. At `map` four vectors: what red, green and blue become, times their value, and what is added; at `pattern` those of
 * {@link scaleAndAdd}.
 */
export function mapColours(values: usize, count: i32, map: usize, pattern: usize): void {
  const red = v128.load(map);
  const green = v128.load(map, 16);
  const blue = v128.load(map, 32);
  const offset = v128.load(map, 48);
  const scale = v128.load(pattern);
  const shift = v128.load(pattern, 48);
  let left = count / 3;
  if (left == 0) return;
  let pixel = colourAt(values, left);
  for (; left > 0; left--, values += 12) {
    // The next one is read before this one is written over its first value.
    const next = left > 1 ? colourAt(values + 12, left - 1) : pixel;
    const mapped = f32x4.add(
      f32x4.add(f32x4.mul(v128.shuffle<f32>(pixel, pixel, 0, 0, 0, 0), red), f32x4.mul(v128.shuffle<f32>(pixel, pixel, 1, 1, 1, 1), green)),
      f32x4.add(f32x4.mul(v128.shuffle<f32>(pixel, pixel, 2, 2, 2, 2), blue), offset),
    );
    storeColour(values, f32x4.add(f32x4.mul(clipped(mapped), scale), shift), left);
    pixel = next;
  }
}

// @ts-ignore: decorator
@inline
function colourAt(address: usize, left: i32): v128 {
  return left > 1 ? v128.load(address) : v128.load_lane<u32>(address, v128.load_zero<u64>(address), 2, 8);
}

/** Each value times a factor, plus an offset: twelve factors and twelve offsets at `pattern`, again and again. The first value is of the first channel. */
export function scaleAndAdd(values: usize, count: i32, pattern: usize): void {
  const end = values + (<usize>count << 2);
  for (; values + 48 <= end; values += 48) {
    v128.store(values, f32x4.add(f32x4.mul(v128.load(values), v128.load(pattern)), v128.load(pattern, 48)));
    v128.store(values, f32x4.add(f32x4.mul(v128.load(values, 16), v128.load(pattern, 16)), v128.load(pattern, 64)), 16);
    v128.store(values, f32x4.add(f32x4.mul(v128.load(values, 32), v128.load(pattern, 32)), v128.load(pattern, 80)), 32);
  }
  for (; values < end; values += 4, pattern += 4) store<f32>(values, load<f32>(values) * load<f32>(pattern) + load<f32>(pattern, 48));
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

// @ts-ignore: decorator
@inline
export function clipped(values: v128): v128 {
  return f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), values));
}
