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
  for (let lane = 0; lane < 12; lane++) {
    const four = lane < 4 ? a : lane < 8 ? b : c;
    const low = lane & 1 ? f32x4.extract_lane(four, 1) : f32x4.extract_lane(four, 0);
    const high = lane & 1 ? f32x4.extract_lane(four, 3) : f32x4.extract_lane(four, 2);
    add(sums, lane % channels, <f64>(lane & 2 ? high : low));
  }
  for (let channel = 0; values < end; values += 4, channel = channel + 1 == channels ? 0 : channel + 1) {
    add(sums, channel, <f64>load<f32>(values));
  }
}

function add(sums: usize, channel: i32, value: f64): void {
  const at = sums + (<usize>channel << 3);
  store<f64>(at, load<f64>(at) + value);
}

/**
 * The same for what a map that turns nothing would read, without reading it: each pixel of the region counts as often as the output's columns and rows show it.
 *
 * @param room of zeros, for the weights of the region's rows and columns, and for a row of floats, with 16 bytes more round each
 */
export function sumOfRead(reading: Reading, sums: usize, room: usize): void {
  const channels = <usize>reading.channels;
  const columns = room + 16;
  const rows = columns + <usize>reading.width * 4 + 32;
  const row = rows + <usize>reading.height * 4 + 32;
  weigh(columns, reading.a, reading.c, reading.width, reading.outputWidth, reading.border);
  weigh(rows, reading.e, reading.f, reading.height, reading.outputHeight, reading.border);
  const length = <usize>reading.width * channels;
  for (let y = 0; y < reading.height; y++) {
    const weight = load<f32>(rows + (<usize>y << 2));
    if (weight == 0) continue;
    addRow(reading.pixels + <usize>(y * reading.stride), length, weight * reading.gain, row);
  }
  for (let channel: usize = 0; channel < channels; channel++) {
    let sum: f64 = 0;
    for (let x: usize = 0; x < <usize>reading.width; x++) {
      sum += <f64>load<f32>(row + (x * channels + channel) * 4) * <f64>load<f32>(columns + x * 4);
    }
    add(sums, <i32>channel, sum);
  }
}

/** How often each pixel of an axis is shown. */
function weigh(weights: usize, step: f64, start: f64, length: i32, count: i32, border: i32): void {
  for (let position = 0; position < count; position++) {
    place(step * <f64>position + start, length, border);
    const at = weights + (index << 2);
    store<f32>(at, load<f32>(at) + near);
    store<f32>(at, load<f32>(at, 4) + far, 4);
  }
}

/** Adds a row of bytes, times a weight, to floats; up to 7 more than `length`. */
function addRow(pixels: usize, length: usize, weight: f32, row: usize): void {
  const weights = f32x4.splat(weight);
  const end = pixels + length;
  for (; pixels < end; pixels += 8, row += 32) {
    const wide = v128.load_ext<u8>(pixels);
    const low = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(wide)), weights);
    const high = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(wide)), weights);
    v128.store(row, f32x4.add(v128.load(row), low));
    v128.store(row, f32x4.add(v128.load(row, 16), high), 16);
  }
}
