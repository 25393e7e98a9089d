import { RESIZE_ROWS_WASM } from '../../generated/resize-rows.ts';
import { instancesOf, type WasmInstance } from '../../numbers/wasm-instance.ts';

/** Which old pixels make up each new one. */
export interface Windows {
  /** The most old pixels that make up a new one, brought to a multiple of 8. */
  readonly taps: number;
  /** The first old pixel of each. */
  readonly starts: Int32Array;
  /** Of each new pixel what its weights are above their 12 lower bits, and those: `[wanted, 2, taps]`. */
  readonly weights: Int16Array;
}

interface Resizing extends WasmInstance {
  resizeRows(...sizesAndAddresses: number[]): void;
}

/** So many bytes of rows are in the module's memory at a time: they fit the processor's cache. */
const BLOCK = 262_144;
const instanceWith = instancesOf(RESIZE_ROWS_WASM);

/**
 * Makes every row of an image `wanted` pixels wide, by weighted sums that are rounded to bytes, and transposes the
 * image.
 *
 * @param pixels `[height, width]`
 * @returns `[wanted, height]`
 */
export function resizeRows(
  pixels: Uint8Array,
  { width, height }: { width: number; height: number },
  { taps, starts, weights }: Windows,
): Uint8Array {
  const wanted = starts.length;
  const most = Math.min(Math.max(Math.floor(BLOCK / width), 1), height);
  const [weightsAt, sourceAt] = [starts.byteLength, starts.byteLength + weights.byteLength];
  const targetAt = sourceAt + most * width + taps;
  const wasm = instanceWith(targetAt + most * wanted) as Resizing;
  const bytes = new Uint8Array(wasm.memory.buffer);
  new Int32Array(bytes.buffer, 0, wanted).set(starts);
  new Int16Array(bytes.buffer, weightsAt, weights.length).set(weights);

  const resized = new Uint8Array(wanted * height);
  for (let top = 0; top < height; top += most) {
    const rows = Math.min(most, height - top);
    bytes.set(pixels.subarray(top * width, (top + rows) * width), sourceAt);
    wasm.resizeRows(sourceAt, width, rows, wanted, taps, 0, weightsAt, targetAt);
    for (let column = 0; column < wanted; column++) {
      const from = targetAt + column * rows;
      resized.set(bytes.subarray(from, from + rows), column * height + top);
    }
  }
  return resized;
}
