import { CONSTANT, REFLECT } from './reading';

/**
 * Where {@link place} found a position along an axis: the pixel before it, and the weights of that pixel and the next.
 */
export let index: i32 = 0;
export let near: f32 = 0;
export let far: f32 = 0;

/** A position along an axis of `length` pixels, mirrored until it lies between its edge pixels. */
export function reflected(position: f64, length: i32): f64 {
  const last = <f64>(length - 1);
  let at = abs(position);
  if (at > last) at -= last * 2 * floor(at / (last * 2));
  return at > last ? last * 2 - at : at;
}

/** A position in a range; what is not a number, from places at infinity, becomes its lower end. */
export function limited(position: f64, lowest: f64, highest: f64): f64 {
  const at = position > lowest ? position : lowest;
  return at < highest ? at : highest;
}

/**
 * Finds a position along an axis of `length` pixels. Beyond the edges the position itself is moved
 * (edge: to the edge; reflect: mirrored), or the weights of pixels that are not there are 0 (constant;
 * the pixel before is then -1 at least).
 */
export function place(position: f64, length: i32, border: i32): void {
  const inside = floor(position);
  // A comparison with what is not a number is false.
  if (inside >= 0 && inside < <f64>(length - 1)) {
    index = <i32>inside;
    far = <f32>(position - inside);
    near = 1 - far;
    return;
  }
  const margin: f64 = border == CONSTANT ? 2 : 0;
  const moved = border == REFLECT ? reflected(position, length) : position;
  const at = limited(moved, -margin, <f64>(length - 1) + margin);
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
