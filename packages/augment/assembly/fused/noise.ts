import { copyFloats, limited } from './emit';

/**
 * Adds Gaussian noise and clips to [0, 1]. The noise of the value at `first + k` depends on that number and the keys
 * alone. Eight normal numbers are made at a time from eight 32-bit hashes (Box and Muller, 1958): four radii from the
 * first four, four angles from the others. Two such eights are made side by side: each is one long chain of
 * computations, so the processor would wait.
 *
 * @param first a multiple of 8
 * @param spare room for sixteen floats
 */
export function addNoise(
  values: usize,
  count: i32,
  first: i32,
  sigma: f32,
  key: i32,
  secondKey: i32,
  spare: usize,
): void {
  const keys = i32x4.splat(secondKey);
  const sigmas = f32x4.splat(sigma);
  let counters = i32x4.add(i32x4.splat(first + key), i32x4(0, 1, 2, 3));
  for (let left = count; left > 0; left -= 16, values += 64) {
    const radii = f32x4.mul(sigmas, radiiOf(hash(counters, keys)));
    const angles = hash(i32x4.add(counters, i32x4.splat(4)), keys);
    const nextRadii = f32x4.mul(sigmas, radiiOf(hash(i32x4.add(counters, i32x4.splat(8)), keys)));
    const nextAngles = hash(i32x4.add(counters, i32x4.splat(12)), keys);
    counters = i32x4.add(counters, i32x4.splat(16));
    let at = values;
    if (left < 16) {
      at = spare;
      copyFloats(values, left, at);
    }
    addEight(at, radii, angles);
    addEight(at + 32, nextRadii, nextAngles);
    if (left < 16) copyFloats(at, left, values);
  }
}

// @ts-ignore: decorator
@inline
function addEight(values: usize, radii: v128, angles: v128): void {
  // Of a quarter turn, -1 to 1; the lowest bit, which is lost in rounding, tells on which side.
  const turn = f32x4.mul(f32x4.convert_i32x4_s(angles), f32x4.splat(4.656612873077393e-10));
  const square = f32x4.mul(turn, turn);
  const cosines = f32x4.mul(radii, v128.xor(cosine(square), i32x4.shl(angles, 31)));
  const sines = f32x4.mul(radii, f32x4.mul(turn, sine(square)));
  v128.store(values, clipped(f32x4.add(v128.load(values), cosines)));
  v128.store(values, clipped(f32x4.add(v128.load(values, 16), sines)), 16);
}

// @ts-ignore: decorator
@inline
function clipped(values: v128): v128 {
  return limited(values, f32x4.splat(0), f32x4.splat(1));
}

/**
 * A 32-bit permutation without visible bias (Wellons' lowbias32), with a second key in its middle, so that streams
 * whose counters overlap differ.
 */
// @ts-ignore: decorator
@inline
function hash(counters: v128, keys: v128): v128 {
  let bits = v128.xor(counters, i32x4.shr_u(counters, 16));
  bits = i32x4.mul(bits, i32x4.splat(0x7feb352d));
  bits = v128.xor(v128.xor(bits, i32x4.shr_u(bits, 15)), keys);
  bits = i32x4.mul(bits, i32x4.splat(0x846ca68b));
  return v128.xor(bits, i32x4.shr_u(bits, 16));
}

/** `sqrt(-2 ln u)`, u uniform in (0, 1] in steps of 2^-31: up to 6.66. */
// @ts-ignore: decorator
@inline
function radiiOf(bits: v128): v128 {
  const steps = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(bits, 1)), f32x4.splat(0.5));
  const uniform = f32x4.mul(steps, f32x4.splat(4.656612873077393e-10));
  // u = m · 2^e, m from √½ to √2; ln m = x · p(x) with x = m - 1, within 2e-6 of its size.
  const shifted = i32x4.sub(uniform, i32x4.splat(0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const x = f32x4.sub(mantissa, f32x4.splat(1));
  const square = f32x4.mul(x, x);
  const constant = linear(x, 1.0000009643975842, -0.5000114503774593);
  const low = sum(constant, square, linear(x, 0.3331467380854968, -0.24908289184720167));
  const high = sum(linear(x, 0.20491759650010197, -0.18680751427133385), square, f32x4.splat(0.11931054435714046));
  const y = sum(f32x4.mul(exponent, f32x4.splat(0.6931471805599453)), x, sum(low, f32x4.mul(square, square), high));
  return f32x4.sqrt(f32x4.pmax(f32x4.splat(0), f32x4.mul(y, f32x4.splat(-2))));
}

/** cos(π/2 · t) from t², |t| at most 1, within 5e-8. */
// @ts-ignore: decorator
@inline
function cosine(square: v128): v128 {
  const fourth = f32x4.mul(square, square);
  const low = linear(square, 0.9999999532476079, -1.2336982076549117);
  const high = linear(square, 2.536507095539149e-1, -2.08105713762647e-2);
  return sum(low, fourth, sum(high, fourth, f32x4.splat(8.581625433499e-4)));
}

/** sin(π/2 · t) / t from t², within 1e-8. */
// @ts-ignore: decorator
@inline
function sine(square: v128): v128 {
  const fourth = f32x4.mul(square, square);
  const low = linear(square, 1.5707963200653539, -6.459637604384889e-1);
  const high = linear(square, 7.96899226004665e-2, -4.674150668923911e-3);
  return sum(low, fourth, sum(high, fourth, f32x4.splat(1.51675117790602e-4)));
}

/*
 * Polynomials are summed in pairs (Estrin's scheme), so that the processor computes most of a sum at the same time.
 */

// @ts-ignore: decorator
@inline
function linear(x: v128, constant: f32, slope: f32): v128 {
  return f32x4.add(f32x4.splat(constant), f32x4.mul(x, f32x4.splat(slope)));
}

// @ts-ignore: decorator
@inline
function sum(first: v128, x: v128, second: v128): v128 {
  return f32x4.add(first, f32x4.mul(x, second));
}
