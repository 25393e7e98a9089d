import { columnsOf, Reading } from './reading';

/*
 * Blends two resampled rows, whose colours are mapped, to one of the output. Where there is a map, see
 * colours.ts, what is blended is clipped; and where the weights are less than 1 together, the rest is a black
 * that the map has changed, too.
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
  const firsts = f32x4.splat(firstWeight);
  const seconds = f32x4.splat(secondWeight);
  const rest = restOf(firstWeight, secondWeight);
  for (let left = reading.outputWidth; left > 0; left -= 4, first += 16, second += 16, target += 16) {
    let value = blended(first, second, firsts, seconds);
    if (map) value = clipped(map, withRest(map, value, rest));
    if (left >= 4) {
      v128.store(target, value);
    } else {
      v128.store(spare, value);
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
  const rest = restOf(firstWeight, secondWeight);
  for (let left = reading.outputWidth; left > 0; left -= 4, first += 16, second += 16, target += 48) {
    let red = blended(first, second, firsts, seconds);
    let green = blended(first + step, second + step, firsts, seconds);
    let blue = blended(first + step * 2, second + step * 2, firsts, seconds);
    if (map) {
      if (rest) {
        red = withRest(map, red, rest);
        green = withRest(map + 4, green, rest);
        blue = withRest(map + 8, blue, rest);
      }
      red = clipped(map, red);
      green = clipped(map + 4, green);
      blue = clipped(map + 8, blue);
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

/** What the weights are less than 1; 0 where only rounding is. */
function restOf(first: f32, second: f32): f32 {
  const rest: f32 = <f32>1 - first - second;
  return rest > <f32>1e-6 ? rest : <f32>0;
}

// @ts-ignore: decorator
@inline
function blended(first: usize, second: usize, firsts: v128, seconds: v128): v128 {
  return f32x4.add(f32x4.mul(v128.load(first), firsts), f32x4.mul(v128.load(second), seconds));
}

// @ts-ignore: decorator
@inline
function withRest(map: usize, values: v128, rest: f32): v128 {
  return f32x4.add(values, f32x4.splat(rest * load<f32>(map, 48)));
}

// @ts-ignore: decorator
@inline
function clipped(map: usize, values: v128): v128 {
  return limited(values, v128.load_splat<f32>(map, 64), v128.load_splat<f32>(map, 80));
}

// @ts-ignore: decorator
@inline
export function mappedGrey(map: usize, grey: v128): v128 {
  return f32x4.add(f32x4.mul(grey, v128.load_splat<f32>(map)), v128.load_splat<f32>(map, 48));
}

// @ts-ignore: decorator
@inline
export function mappedColour(map: usize, red: v128, green: v128, blue: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(red, v128.load_splat<f32>(map)), f32x4.mul(green, v128.load_splat<f32>(map, 16))),
    f32x4.add(f32x4.mul(blue, v128.load_splat<f32>(map, 32)), v128.load_splat<f32>(map, 48)),
  );
}

// @ts-ignore: decorator
@inline
export function limited(values: v128, lowest: v128, highest: v128): v128 {
  return f32x4.pmin(highest, f32x4.pmax(lowest, values));
}
