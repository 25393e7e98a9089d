import { CONSTANT, Reading } from './reading';

/*
 * Walks that go from place to place read a copy of the region with two more pixels on each side, black or as the edge
 * is. So a place beyond the edges needs only to be moved to them, and all four pixels round any place are there.
 */

export const PADDING: i32 = 2;

export function paddedStride(reading: Reading): i32 {
  return (reading.width + 2 * PADDING) * reading.channels;
}

/** Of the region's first pixel in the copy. */
export function paddedPixels(reading: Reading): usize {
  return reading.room + <usize>(PADDING * (paddedStride(reading) + reading.channels));
}

export function pad(reading: Reading): void {
  const stride = <usize>paddedStride(reading);
  const side = <usize>(PADDING * reading.channels);
  const length = <usize>(reading.width * reading.channels);
  let from = reading.pixels;
  let to = reading.room + 2 * stride;
  for (let row = 0; row < reading.height; row++) {
    // What is copied too much to the right is written over by the padding and the next row.
    copy(to + side, from, length);
    padRow(to, length, reading);
    from += reading.stride;
    to += stride;
  }
  const top = reading.room + 2 * stride;
  for (let row: usize = 0; row < 2; row++) {
    if (reading.border == CONSTANT) {
      clear(to + row * stride, stride);
      clear(reading.room + row * stride, stride);
    } else {
      copy(to + row * stride, to - stride, stride);
    }
  }
  if (reading.border == CONSTANT) return;
  // What is copied too much may lie in the first row.
  const kept = v128.load(top);
  copy(reading.room, top, stride);
  v128.store(top, kept);
  copy(reading.room + stride, top, stride);
  v128.store(top, kept);
}

function padRow(row: usize, length: usize, reading: Reading): void {
  const channels = <usize>reading.channels;
  const first = row + 2 * channels;
  const end = first + length;
  for (let byte: usize = 0; byte < channels; byte++) {
    const black = reading.border == CONSTANT;
    const left: u8 = black ? 0 : load<u8>(first + byte);
    const right: u8 = black ? 0 : load<u8>(end - channels + byte);
    store<u8>(row + byte, left);
    store<u8>(row + channels + byte, left);
    store<u8>(end + byte, right);
    store<u8>(end + channels + byte, right);
  }
}

/** In whole vectors: up to 15 bytes too much. */
function copy(to: usize, from: usize, length: usize): void {
  for (const end = to + length; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
}

function clear(from: usize, length: usize): void {
  const end = from + length;
  for (; from < end; from++) store<u8>(from, 0);
}
