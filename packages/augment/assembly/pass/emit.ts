import { columnsOf, Reading } from './reading';

/*
 * Blends two resampled rows to one of the output, and maps its colours: see colours.ts for what lies at `reading.map`.
 */

export function emitGrey(
  reading: Reading,
  first: usize,
  second: usize,
  firstWeight: f32,
  secondWeight: f32,
  target: usize,
  spare: usize,
): void {
  const map = reading.map;
  const factor = map ? v128.load_splat<f32>(map) : f32x4.splat(1);
  const offset = map ? v128.load_splat<f32>(map, 48) : f32x4.splat(0);
  const lowest = map ? v128.load_splat<f32>(map, 64) : f32x4.splat(-Infinity);
  const highest = map ? v128.load_splat<f32>(map, 80) : f32x4.splat(Infinity);
  const firsts = f32x4.splat(firstWeight);
  const seconds = f32x4.splat(secondWeight);
  for (let left = reading.outputWidth; left > 0; left -= 4, first += 16, second += 16, target += 16) {
    const value = blended(first, second, firsts, seconds);
    const mapped = limited(f32x4.add(f32x4.mul(value, factor), offset), lowest, highest);
    if (left >= 4) {
      v128.store(target, mapped);
    } else {
      v128.store(spare, mapped);
      copyFloats(spare, left, target);
    }
  }
}

export function emitColours(
  reading: Reading,
  first: usize,
  second: usize,
  firstWeight: f32,
  secondWeight: f32,
  target: usize,
  spare: usize,
): void {
  const step = columnsOf(reading) * 4;
  const map = reading.map;
  const firsts = f32x4.splat(firstWeight);
  const seconds = f32x4.splat(secondWeight);
  for (let left = reading.outputWidth; left > 0; left -= 4, first += 16, second += 16, target += 48) {
    let red = blended(first, second, firsts, seconds);
    let green = blended(first + step, second + step, firsts, seconds);
    let blue = blended(first + step * 2, second + step * 2, firsts, seconds);
    if (map) {
      const oldRed = red;
      const oldGreen = green;
      red = mapped(map, oldRed, oldGreen, blue);
      green = mapped(map + 4, oldRed, oldGreen, blue);
      blue = mapped(map + 8, oldRed, oldGreen, blue);
    }
    const evens = v128.shuffle<f32>(red, green, 0, 2, 4, 6);
    const odds = v128.shuffle<f32>(green, blue, 1, 3, 5, 7);
    const others = v128.shuffle<f32>(blue, red, 0, 2, 5, 7);
    const to = left >= 4 ? target : spare;
    v128.store(to, v128.shuffle<f32>(evens, others, 0, 2, 4, 6));
    v128.store(to, v128.shuffle<f32>(odds, evens, 0, 2, 5, 7), 16);
    v128.store(to, v128.shuffle<f32>(others, odds, 1, 3, 5, 7), 32);
    if (left < 4) copyFloats(spare, left * 3, target);
  }
}

export function copyFloats(from: usize, count: i32, to: usize): void {
  for (let value: usize = 0; value < <usize>count; value++) store<f32>(to + value * 4, load<f32>(from + value * 4));
}

// @ts-ignore: decorator
@inline
function blended(first: usize, second: usize, firsts: v128, seconds: v128): v128 {
  return f32x4.add(f32x4.mul(v128.load(first), firsts), f32x4.mul(v128.load(second), seconds));
}

// @ts-ignore: decorator
@inline
function mapped(map: usize, red: v128, green: v128, blue: v128): v128 {
  const sum = f32x4.add(
    f32x4.add(f32x4.mul(red, v128.load_splat<f32>(map)), f32x4.mul(green, v128.load_splat<f32>(map, 16))),
    f32x4.add(f32x4.mul(blue, v128.load_splat<f32>(map, 32)), v128.load_splat<f32>(map, 48)),
  );
  return limited(sum, v128.load_splat<f32>(map, 64), v128.load_splat<f32>(map, 80));
}

// @ts-ignore: decorator
@inline
export function limited(values: v128, lowest: v128, highest: v128): v128 {
  return f32x4.pmin(highest, f32x4.pmax(lowest, values));
}
