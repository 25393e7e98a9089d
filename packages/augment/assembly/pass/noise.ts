import { clipped } from './colours';

/**
 * Adds Gaussian noise and clips to [0, 1]. The noise of the value at `first + k` depends on that number and the keys alone. Eight normal numbers are made at a
 * time from eight 32-bit hashes (Box and Muller, 1958): four radii from the first four, four angles from the others.
 *
 * @param first a multiple of 8
 * @param spare room for eight floats
 */
export function addNoise(values: usize, count: i32, first: i32, sigma: f32, key: i32, secondKey: i32, spare: usize): void {
  const keys = i32x4.splat(secondKey);
  const sigmas = f32x4.splat(sigma);
  let counters = i32x4.add(i32x4.splat(first + key), i32x4(0, 1, 2, 3));
  for (let left = count; left > 0; left -= 8, values += 32) {
    const radius = f32x4.mul(sigmas, radii(hash(counters, keys)));
    const angles = hash(i32x4.add(counters, i32x4.splat(4)), keys);
    counters = i32x4.add(counters, i32x4.splat(8));
    // Of a quarter turn, -1 to 1; the lowest bit, which is lost in rounding, tells on which side.
    const turn = f32x4.mul(f32x4.convert_i32x4_s(angles), f32x4.splat(4.656612873077393e-10));
    const square = f32x4.mul(turn, turn);
    const cosines = f32x4.mul(radius, v128.xor(cosine(square), i32x4.shl(angles, 31)));
    const sines = f32x4.mul(radius, f32x4.mul(turn, sine(square)));
    if (left >= 8) {
      v128.store(values, clipped(f32x4.add(v128.load(values), cosines)));
      v128.store(values, clipped(f32x4.add(v128.load(values, 16), sines)), 16);
    } else {
      v128.store(spare, cosines);
      v128.store(spare, sines, 16);
      for (let lane: usize = 0; lane < <usize>left; lane++) {
        const value = load<f32>(values + lane * 4) + load<f32>(spare + lane * 4);
        store<f32>(values + lane * 4, min<f32>(max<f32>(value, 0), 1));
      }
    }
  }
}

/** A 32-bit permutation without visible bias (Wellons' lowbias32), with a second key in its middle, so that streams whose counters overlap differ. */
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
function radii(bits: v128): v128 {
  const steps = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(bits, 1)), f32x4.splat(0.5));
  const uniform = f32x4.mul(steps, f32x4.splat(4.656612873077393e-10));
  // u = m · 2^e, m from √½ to √2; ln m as in Cephes' logf (Moshier).
  const shifted = i32x4.sub(uniform, i32x4.splat(0x3f3504f3));
  const exponent = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
  const x = f32x4.sub(mantissa, f32x4.splat(1));
  const square = f32x4.mul(x, x);
  let y = step(f32x4.splat(7.0376836292e-2), x, -1.151461031e-1);
  y = step(y, x, 1.167699874e-1);
  y = step(y, x, -1.2420140846e-1);
  y = step(y, x, 1.4249322787e-1);
  y = step(y, x, -1.6668057665e-1);
  y = step(y, x, 2.0000714765e-1);
  y = step(y, x, -2.4999993993e-1);
  y = step(y, x, 3.3333331174e-1);
  y = f32x4.mul(f32x4.mul(y, x), square);
  y = f32x4.add(f32x4.sub(y, f32x4.mul(square, f32x4.splat(0.5))), x);
  y = f32x4.add(y, f32x4.mul(exponent, f32x4.splat(0.6931471805599453)));
  return f32x4.sqrt(f32x4.pmax(f32x4.splat(0), f32x4.mul(y, f32x4.splat(-2))));
}

/** cos(π/2 · t) from t², |t| at most 1, within 5e-8. */
// @ts-ignore: decorator
@inline
function cosine(square: v128): v128 {
  let y = step(f32x4.splat(8.581625433499e-4), square, -2.08105713762647e-2);
  y = step(y, square, 2.536507095539149e-1);
  y = step(y, square, -1.2336982076549117);
  return step(y, square, 0.9999999532476079);
}

/** sin(π/2 · t) / t from t², within 1e-8. */
// @ts-ignore: decorator
@inline
function sine(square: v128): v128 {
  let y = step(f32x4.splat(1.51675117790602e-4), square, -4.674150668923911e-3);
  y = step(y, square, 7.96899226004665e-2);
  y = step(y, square, -6.459637604384889e-1);
  return step(y, square, 1.5707963200653539);
}

// @ts-ignore: decorator
@inline
function step(y: v128, x: v128, constant: f32): v128 {
  return f32x4.add(f32x4.mul(y, x), f32x4.splat(constant));
}
