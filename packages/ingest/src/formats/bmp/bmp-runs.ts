import type { BmpHeader } from './bmp-header.ts';

/**
 * Unpacks the run lengths of a BMP (RLE8 and RLE4) into an index per pixel, rows as they are stored; pixels that are
 * skipped are 0.
 *
 * @throws RangeError when they end before the image does
 */
export function unpackBmpRuns(packed: Uint8Array, { width, height, bits }: BmpHeader): Uint8Array {
  const indices = new Uint8Array(width * height);
  let [at, column, row] = [0, 0, 0];
  const next = (): number => {
    const byte = packed[at++];
    if (byte === undefined) throw new RangeError('cut short');
    return byte;
  };
  const put = (index: number) => {
    if (column < width && row < height) indices[row * width + column] = index;
    column += 1;
  };
  /** Of a byte that holds one index or two, the one for the n-th pixel. */
  const indexIn = (byte: number, pixel: number) => (bits === 8 ? byte : pixel % 2 === 0 ? byte >>> 4 : byte & 15);
  while (row < height) {
    const [count, code] = [next(), next()];
    if (count > 0) {
      for (let pixel = 0; pixel < count; pixel++) put(indexIn(code, pixel));
    } else if (code === 0) {
      [column, row] = [0, row + 1];
    } else if (code === 1) {
      break;
    } else if (code === 2) {
      [column, row] = [column + next(), row + next()];
    } else {
      const bytes = Math.ceil((code * bits) / 8);
      let byte = 0;
      for (let pixel = 0; pixel < code; pixel++) {
        if (bits === 8 || pixel % 2 === 0) byte = next();
        put(indexIn(byte, pixel));
      }
      at += bytes % 2; // absolute runs are filled up to words
    }
  }
  return indices;
}
