// AssemblyScript: `npm run wasm` compiles it into src/generated/resize-rows.ts.

/**
 * Weights have so many fractional bits, of which the lower half is kept apart: products of 16-bit numbers can be added
 * up two at a time.
 */
const PRECISION: i32 = 22;
const LOW_BITS: i32 = 12;

/**
 * Makes every row `wanted` pixels wide and writes the result transposed: `[height, width]` into `[wanted, height]`.
 * Each new pixel is the weighted sum of `taps` old ones from its start on, rounded and clipped to a byte. Sums wrap at
 * 32 bits, as Pillow's would.
 *
 * @param taps a multiple of 8; so many bytes behind the last row are read, with weights of 0
 * @param starts i32, `[wanted]`
 * @param weights i16, `[wanted, 2, taps]`: what of a weight is above its 12 lower bits, and those
 */
export function resizeRows(
  source: usize,
  width: i32,
  height: i32,
  wanted: i32,
  taps: i32,
  starts: usize,
  weights: usize,
  target: usize,
): void {
  const bytes = <usize>(taps << 1);
  for (let y = 0; y < height; y++) {
    const row = source + <usize>(y * width);
    for (let x = 0; x < wanted; x++) {
      let pixel = row + <usize>load<i32>(starts + <usize>(x << 2));
      let weight = weights + <usize>x * bytes * 2;
      const end = weight + bytes;
      let high = i32x4.splat(0);
      let low = i32x4.splat(0);
      while (weight < end) {
        const pixels = v128.load_ext<u8>(pixel);
        high = i32x4.add(high, i32x4.dot_i16x8_s(pixels, v128.load(weight)));
        low = i32x4.add(low, i32x4.dot_i16x8_s(pixels, v128.load(weight + bytes)));
        pixel += 8;
        weight += 16;
      }
      const sums = i32x4.add(i32x4.shl(high, LOW_BITS), low);
      const sum =
        i32x4.extract_lane(sums, 0) +
        i32x4.extract_lane(sums, 1) +
        i32x4.extract_lane(sums, 2) +
        i32x4.extract_lane(sums, 3) +
        (1 << (PRECISION - 1));
      store<u8>(target + <usize>(x * height + y), <u8>max(min(sum >> PRECISION, 255), 0));
    }
  }
}
