import { far, index, near, place } from './place';
import { Reading } from './reading';

/** Adds the sum of each channel's floats to the three f64 at `sums`. */
export function sumOfValues(values: usize, count: i32, channels: i32, sums: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  const end = values + (<usize>count << 2);
  for (; values + 48 <= end; values += 48) {
    a = f32x4.add(a, v128.load(values));
    b = f32x4.add(b, v128.load(values, 16));
    c = f32x4.add(c, v128.load(values, 32));
  }
  addLanes(a, b, c, channels, sums);
  for (let channel = 0; values < end; values += 4, channel = channel + 1 == channels ? 0 : channel + 1) {
    add(sums, channel, <f64>load<f32>(values));
  }
}

/** Adds twelve floats, the first of the first channel. */
function addLanes(a: v128, b: v128, c: v128, channels: i32, sums: usize): void {
  for (let lane = 0; lane < 12; lane++) {
    const four = lane < 4 ? a : lane < 8 ? b : c;
    const low = lane & 1 ? f32x4.extract_lane(four, 1) : f32x4.extract_lane(four, 0);
    const high = lane & 1 ? f32x4.extract_lane(four, 3) : f32x4.extract_lane(four, 2);
    add(sums, lane % channels, <f64>(lane & 2 ? high : low));
  }
}

function add(sums: usize, channel: i32, value: f64): void {
  const at = sums + (<usize>channel << 3);
  store<f64>(at, load<f64>(at) + value);
}

/**
 * The same for what a map that turns nothing would read, without reading it: each pixel of the region counts as often
 * as the output's columns and rows show it.
 *
 * @param room a float for each value of a row of the region and for each of its rows, and 64 more
 */
export function sumOfRead(reading: Reading, sums: usize, room: usize): void {
  const channels = reading.channels;
  const length = <usize>(reading.width * channels);
  const columns = room + 16;
  const rows = columns + length * 4 + 96;
  const roomEnd = rows + <usize>reading.height * 4 + 16;
  for (let at = room; at < roomEnd; at += 16) v128.store(at, i32x4.splat(0));
  weigh(columns, reading.a, reading.c, reading.width, reading.outputWidth, reading.border, channels);
  weigh(rows, reading.e, reading.f, reading.height, reading.outputHeight, reading.border, 1);
  // Of 24 values, each lane of six vectors always adds up the same channel.
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  for (let row = 0; row < reading.height; row++) {
    const weight = load<f32>(rows + (<usize>row << 2)) * reading.gain;
    if (weight == 0) continue;
    let pixels = reading.pixels + <usize>(row * reading.stride);
    const end = pixels + length;
    let d = f32x4.splat(0);
    let e = f32x4.splat(0);
    let f = f32x4.splat(0);
    let g = f32x4.splat(0);
    let h = f32x4.splat(0);
    let i = f32x4.splat(0);
    // Up to 23 values too much are read, with weights of 0.
    for (let at = columns; pixels < end; pixels += 24, at += 96) {
      const first = v128.load_ext<u8>(pixels);
      const second = v128.load_ext<u8>(pixels, 8);
      const third = v128.load_ext<u8>(pixels, 16);
      d = f32x4.add(d, f32x4.mul(lower(first), v128.load(at)));
      e = f32x4.add(e, f32x4.mul(upper(first), v128.load(at, 16)));
      f = f32x4.add(f, f32x4.mul(lower(second), v128.load(at, 32)));
      g = f32x4.add(g, f32x4.mul(upper(second), v128.load(at, 48)));
      h = f32x4.add(h, f32x4.mul(lower(third), v128.load(at, 64)));
      i = f32x4.add(i, f32x4.mul(upper(third), v128.load(at, 80)));
    }
    const weights = f32x4.splat(weight);
    a = f32x4.add(a, f32x4.mul(f32x4.add(d, g), weights));
    b = f32x4.add(b, f32x4.mul(f32x4.add(e, h), weights));
    c = f32x4.add(c, f32x4.mul(f32x4.add(f, i), weights));
  }
  addLanes(a, b, c, channels, sums);
}

// @ts-ignore: decorator
@inline
function lower(eight: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(eight));
}

// @ts-ignore: decorator
@inline
function upper(eight: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(eight));
}

/** How often each pixel of an axis is shown; `copies` times each weight. */
function weigh(weights: usize, step: f64, start: f64, length: i32, count: i32, border: i32, copies: i32): void {
  for (let position = 0; position < count; position++) {
    place(step * <f64>position + start, length, border);
    for (let copy = 0; copy < copies; copy++) {
      const at = weights + ((index * copies + copy) << 2);
      const next = at + (copies << 2);
      store<f32>(at, load<f32>(at) + near);
      store<f32>(next, load<f32>(next) + far);
    }
  }
}
