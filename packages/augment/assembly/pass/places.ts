import { CONSTANT, DISPLACED, EDGE, PROJECTIVE, Reading, REFLECT } from './reading';

/** Where {@link place} found a position along an axis: the pixel before it, and the weights of that pixel and of the next. */
export let index: i32 = 0;
export let near: f32 = 0;
export let far: f32 = 0;

/**
 * Finds a position along an axis of `length` pixels. Beyond the edges the position itself is moved (edge: to the edge; reflect: mirrored), or the weights of
 * pixels that are not there are 0 (constant; the pixel before is then -1 at least).
 */
export function place(position: f64, length: i32, border: i32): void {
  const last = <f64>(length - 1);
  let at = position;
  if (border == REFLECT) {
    const period = last * 2;
    at = abs(at);
    if (at > last) at -= period * floor(at / period);
    if (at > last) at = period - at;
  }
  // So written that what is not a number, from places at infinity, becomes one.
  const margin: f64 = border == CONSTANT ? 2 : 0;
  if (!(at > -margin)) at = -margin;
  if (!(at < last + margin)) at = last + margin;
  const whole = floor(at);
  index = <i32>whole;
  far = <f32>(at - whole);
  near = 1 - far;
  if (border != CONSTANT) return;
  if (index < 0 || index >= length) near = 0;
  if (index + 1 < 0 || index + 1 >= length) far = 0;
  index = min(max(index, -1), length - 1);
}

/** The row of the region that is read for `row`, which may lie just outside. */
export function rowAt(row: i32, height: i32): i32 {
  return min(max(row, 0), height - 1);
}

/*
 * What follows finds the places of one row of the output: for each column the offset of the pixel to the upper left and of the one below, and the weights of
 * these and of their right neighbours: six arrays, one after the other, at `reading.places`.
 */

export function columnsOf(reading: Reading): usize {
  return (<usize>reading.outputWidth + 3) & ~3;
}

/** Any geometry, place by place. */
export function placesOfRow(reading: Reading, row: i32): void {
  const step = columnsOf(reading) * 4;
  const y = <f64>row;
  let to = reading.places;
  let field = reading.field + <usize>(row * reading.outputWidth) * 8;
  for (let column = 0; column < reading.outputWidth; column++) {
    const x = <f64>column;
    let fromX: f64, fromY: f64;
    if (reading.walk == DISPLACED) {
      fromX = <f64>load<f32>(field);
      fromY = <f64>load<f32>(field, 4);
      field += 8;
    } else {
      fromX = reading.a * x + reading.b * y + reading.c;
      fromY = reading.d * x + reading.e * y + reading.f;
      if (reading.walk == PROJECTIVE) {
        const depth = reading.g * x + reading.h * y + reading.i;
        fromX /= depth;
        fromY /= depth;
      }
    }
    place(fromY, reading.height, reading.border);
    const top = rowAt(index, reading.height) * reading.stride;
    const bottom = rowAt(index + 1, reading.height) * reading.stride;
    const upper = near * reading.gain;
    const lower = far * reading.gain;
    place(fromX, reading.width, reading.border);
    store<i32>(to, top + index * reading.channels);
    store<i32>(to + step, bottom + index * reading.channels);
    store<f32>(to + step * 2, upper * near);
    store<f32>(to + step * 3, upper * far);
    store<f32>(to + step * 4, lower * near);
    store<f32>(to + step * 5, lower * far);
    to += 4;
  }
}

/** A place with 32 bits before the point and 32 behind it: its parts are taken without rounding, and added to without error. */
function fixed(value: f64): i64 {
  return <i64>nearest(value * 4294967296.0);
}

function pair(first: i64, second: i64): v128 {
  return i64x2.replace_lane(i64x2.splat(first), 1, second);
}

/** The same for an affine map, four at a time; not for `reflect`. */
export function affinePlacesOfRow(reading: Reading, row: i32): void {
  const step = columnsOf(reading) * 4;
  const end = reading.places + step;
  const startX = fixed(reading.b * <f64>row + reading.c);
  const startY = fixed(reading.e * <f64>row + reading.f);
  const stepX = fixed(reading.a);
  const stepY = fixed(reading.d);
  let x01 = pair(startX, startX + stepX);
  let x23 = pair(startX + 2 * stepX, startX + 3 * stepX);
  let y01 = pair(startY, startY + stepY);
  let y23 = pair(startY + 2 * stepY, startY + 3 * stepY);
  const nextX = i64x2.splat(4 * stepX);
  const nextY = i64x2.splat(4 * stepY);
  const zero = i32x4.splat(0);
  const one = i32x4.splat(1);
  const lowest = i32x4.splat(-1);
  const lastX = i32x4.splat(reading.width - 1);
  const lastY = i32x4.splat(reading.height - 1);
  const stride = i32x4.splat(reading.stride);
  const channels = i32x4.splat(reading.channels);
  const gain = f32x4.splat(reading.gain);
  const whole = f32x4.splat(1);
  const isEdge = reading.border == EDGE;
  for (let to = reading.places; to < end; to += 16) {
    let x = v128.shuffle<i32>(x01, x23, 1, 3, 5, 7);
    let y = v128.shuffle<i32>(y01, y23, 1, 3, 5, 7);
    let right = share(v128.shuffle<i32>(x01, x23, 0, 2, 4, 6));
    let bottom = share(v128.shuffle<i32>(y01, y23, 0, 2, 4, 6));
    let left: v128, top: v128;
    if (isEdge) {
      right = v128.andnot(right, v128.or(i32x4.lt_s(x, zero), i32x4.ge_s(x, lastX)));
      bottom = v128.andnot(bottom, v128.or(i32x4.lt_s(y, zero), i32x4.ge_s(y, lastY)));
      left = f32x4.sub(whole, right);
      top = f32x4.sub(whole, bottom);
      x = i32x4.max_s(x, zero);
      y = i32x4.max_s(y, zero);
    } else {
      left = v128.and(f32x4.sub(whole, right), inside(x, lowest, lastX));
      top = v128.and(f32x4.sub(whole, bottom), inside(y, lowest, lastY));
      right = v128.and(right, inside(i32x4.add(x, one), lowest, lastX));
      bottom = v128.and(bottom, inside(i32x4.add(y, one), lowest, lastY));
      x = i32x4.max_s(x, lowest);
    }
    const offset = i32x4.mul(i32x4.min_s(x, lastX), channels);
    const upper = i32x4.min_s(i32x4.max_s(y, zero), lastY);
    const lower = i32x4.min_s(i32x4.max_s(i32x4.add(y, one), zero), lastY);
    top = f32x4.mul(top, gain);
    bottom = f32x4.mul(bottom, gain);
    v128.store(to, i32x4.add(i32x4.mul(upper, stride), offset));
    v128.store(to + step, i32x4.add(i32x4.mul(lower, stride), offset));
    v128.store(to + step * 2, f32x4.mul(top, left));
    v128.store(to + step * 3, f32x4.mul(top, right));
    v128.store(to + step * 4, f32x4.mul(bottom, left));
    v128.store(to + step * 5, f32x4.mul(bottom, right));
    x01 = i64x2.add(x01, nextX);
    x23 = i64x2.add(x23, nextX);
    y01 = i64x2.add(y01, nextY);
    y23 = i64x2.add(y23, nextY);
  }
}

/** What lies behind the point, as a float in [0, 1). */
// @ts-ignore: decorator
@inline
function share(fraction: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(fraction, 8)), f32x4.splat(5.9604644775390625e-8));
}

// @ts-ignore: decorator
@inline
function inside(at: v128, lowest: v128, last: v128): v128 {
  return v128.andnot(i32x4.gt_s(at, lowest), i32x4.gt_s(at, last));
}
