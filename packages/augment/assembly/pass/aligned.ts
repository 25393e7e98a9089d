import { storeColour } from './gather';
import { columnsOf, far, index, near, place, rowAt } from './places';
import { Reading } from './reading';

/*
 * A map that turns nothing is read in two steps: two rows of the source are blended into one of floats, and that is read at the places of the columns, which
 * are the same for all rows: offsets in it, weights of the pixel there and of the next, three arrays at `reading.places`.
 */

export function alignColumns(reading: Reading): void {
  const step = columnsOf(reading) * 4;
  let to = reading.places;
  let from = i32.MAX_VALUE;
  let last = i32.MIN_VALUE;
  for (let column = 0; column < reading.outputWidth; column++, to += 4) {
    place(reading.a * <f64>column + reading.c, reading.width, reading.border);
    const offset = index * reading.channels;
    from = min(from, offset);
    last = max(last, offset);
    store<i32>(to, offset);
    store<f32>(to + step, near);
    store<f32>(to + step * 2, far);
  }
  reading.from = from;
  reading.to = last + 2 * reading.channels;
  to = reading.places;
  for (let column = 0; column < reading.outputWidth; column++, to += 4) store<i32>(to, (load<i32>(to) - from) * 4);
}

/** Reads a row of the output. */
export function alignedRow(reading: Reading, row: i32, target: usize): void {
  place(reading.e * <f64>row + reading.f, reading.height, reading.border);
  blend(reading, rowAt(index, reading.height), near * reading.gain, rowAt(index + 1, reading.height), far * reading.gain);
  if (reading.channels == 1) greyColumns(reading, target);
  else colourColumns(reading, target);
}

function blend(reading: Reading, upper: i32, upperWeight: f32, lower: i32, lowerWeight: f32): void {
  let top = reading.pixels + <usize>(upper * reading.stride + reading.from);
  let bottom = reading.pixels + <usize>(lower * reading.stride + reading.from);
  const end = top + <usize>(reading.to - reading.from);
  const topWeight = f32x4.splat(upperWeight);
  const bottomWeight = f32x4.splat(lowerWeight);
  for (let to = reading.row; top < end; top += 8, bottom += 8, to += 32) {
    const above = v128.load_ext<u8>(top);
    const below = v128.load_ext<u8>(bottom);
    v128.store(
      to,
      f32x4.add(
        f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(above)), topWeight),
        f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(below)), bottomWeight),
      ),
    );
    v128.store(
      to,
      f32x4.add(
        f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(above)), topWeight),
        f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(below)), bottomWeight),
      ),
      16,
    );
  }
}

function greyColumns(reading: Reading, target: usize): void {
  const step = columnsOf(reading) * 4;
  const row = reading.row;
  let from = reading.places;
  let left = reading.outputWidth;
  for (; left >= 4; left -= 4, from += 16, target += 16) {
    let first = v128.load_zero<u64>(row + load<i32>(from));
    first = v128.load_lane<u64>(row + load<i32>(from, 4), first, 1);
    let second = v128.load_zero<u64>(row + load<i32>(from, 8));
    second = v128.load_lane<u64>(row + load<i32>(from, 12), second, 1);
    const nears = f32x4.mul(v128.shuffle<f32>(first, second, 0, 2, 4, 6), v128.load(from + step));
    const fars = f32x4.mul(v128.shuffle<f32>(first, second, 1, 3, 5, 7), v128.load(from + step * 2));
    v128.store(target, f32x4.add(nears, fars));
  }
  for (; left > 0; left--, from += 4, target += 4) {
    const at = row + load<i32>(from);
    store<f32>(target, load<f32>(at) * load<f32>(from + step) + load<f32>(at, 4) * load<f32>(from + step * 2));
  }
}

function colourColumns(reading: Reading, target: usize): void {
  const step = columnsOf(reading) * 4;
  const row = reading.row;
  let from = reading.places;
  for (let left = reading.outputWidth; left > 0; left--, from += 4, target += 12) {
    const at = row + load<i32>(from);
    const nears = f32x4.mul(v128.load(at), v128.load_splat<f32>(from + step));
    const fars = f32x4.mul(v128.load(at, 12), v128.load_splat<f32>(from + step * 2));
    storeColour(target, f32x4.add(nears, fars), left);
  }
}
