import type { RawImage } from '@sightline/contracts';
import { type BmpHeader, readBmpHeader } from './bmp-header.ts';
import { unpackBmpRuns } from './bmp-runs.ts';

/**
 * Decodes a BMP (Windows, all versions of the header, and OS/2): 1, 2, 4 and 8 bits with a palette, also run-length
 * encoded; 16, 24 and 32 bits, also by masks; from the bottom up or from the top down. Alpha is laid onto black where a
 * mask names it. Grey where the palette is.
 *
 * @throws RangeError when the data is damaged or cut short
 */
export function decodeBmp(encoded: Uint8Array, header: BmpHeader = readBmpHeader(encoded)): RawImage {
  const { width, height, palette } = header;
  if (!palette) return { pixels: coloured(encoded, header), width, height, channels: 3 };
  const indices = indicesOf(encoded, header);
  const isGrey = palette.every(([red, green, blue]) => red === green && green === blue);
  const channels = isGrey ? 1 : 3;
  const colours = new Uint8Array(256 * 3);
  for (const [index, colour] of palette.entries()) colours.set(colour, index * 3);
  const pixels = new Uint8Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = row * width;
    const to = placeOf(row, header) * width;
    for (let column = 0; column < width; column++) {
      const colour = (indices[from + column] as number) * 3;
      const at = (to + column) * channels;
      for (let band = 0; band < channels; band++) pixels[at + band] = colours[colour + band] as number;
    }
  }
  return { pixels, width, height, channels };
}

/** Where a row that is stored as the n-th is seen, from the top. */
function placeOf(row: number, { height, isTopDown }: BmpHeader): number {
  return isTopDown ? row : height - 1 - row;
}

/** Indices into the palette, rows as they are stored. */
function indicesOf(encoded: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bits, compression, offset } = header;
  if (compression === 1 || compression === 2) return unpackBmpRuns(encoded.subarray(offset), header);
  const length = lengthOfRow(encoded, header);
  const indices = new Uint8Array(width * height);
  const most = 2 ** bits - 1;
  for (let row = 0; row < height; row++) {
    const start = offset + row * length;
    for (let column = 0; column < width; column++) {
      const bit = column * bits;
      const byte = encoded[start + (bit >>> 3)] as number;
      indices[row * width + column] = (byte >>> (8 - bits - (bit & 7))) & most;
    }
  }
  return indices;
}

function coloured(encoded: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bits, masks, offset } = header;
  const length = lengthOfRow(encoded, header);
  const size = bits / 8;
  const bands = [masks[0], masks[1], masks[2]].map((mask = 0) => ({ mask, ...scaleOf(mask) }));
  const alpha = { mask: masks[3] ?? 0, ...scaleOf(masks[3] ?? 0) };
  const pixels = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    let from = offset + row * length;
    let to = placeOf(row, header) * width * 3;
    for (let column = 0; column < width; column++) {
      let pixel = 0;
      for (let byte = 0; byte < size; byte++) pixel |= (encoded[from + byte] as number) << (byte * 8);
      const fraction = alpha.mask === 0 ? 1 : (((pixel & alpha.mask) >>> alpha.shift) * alpha.factor) / 255;
      for (const { mask, shift, factor } of bands)
        pixels[to++] = Math.round(((pixel & mask) >>> shift) * factor * fraction);
      from += size;
    }
  }
  return pixels;
}

/** How far a sample lies from the lowest bit, and what scales it to 0 to 255. */
function scaleOf(mask: number): { shift: number; factor: number } {
  if (mask === 0) return { shift: 0, factor: 0 };
  const shift = 31 - Math.clz32(mask & -mask);
  return { shift, factor: 255 / (mask >>> shift) };
}

/** In bytes. @throws RangeError when the file ends before the last row does, which need not be filled up */
function lengthOfRow(encoded: Uint8Array, { width, height, bits, offset }: BmpHeader): number {
  const length = Math.ceil((width * bits) / 32) * 4;
  if (offset + length * (height - 1) + Math.ceil((width * bits) / 8) > encoded.length)
    throw new RangeError('cut short');
  return length;
}
