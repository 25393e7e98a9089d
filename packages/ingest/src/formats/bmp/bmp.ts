import type { RawImage } from '../../sources/source.ts';
import { type BmpHeader, readBmpHeader } from './bmp-header.ts';
import { unpackBmpRuns } from './bmp-runs.ts';

/**
 * Decodes a BMP (Windows, all versions of the header, and OS/2): 1, 2, 4 and 8 bits with a palette, also run-length encoded; 16, 24 and 32 bits, also by masks; from the bottom up or from the top down.
 * Alpha is laid onto black where a mask names it. Grey where the palette is.
 *
 * @throws RangeError when the data is damaged or cut short
 */
export function decodeBmp(encoded: Uint8Array, header: BmpHeader = readBmpHeader(encoded)): RawImage {
  const { width, height, isTopDown } = header;
  const isGrey =
    header.palette !== undefined && header.palette.every(([red, green, blue]) => red === green && green === blue);
  const channels = isGrey ? 1 : 3;
  const pixels = new Uint8Array(width * height * channels);
  const rowOf = header.palette ? indexed(encoded, header, header.palette) : coloured(encoded, header);
  for (let row = 0; row < height; row++) {
    const at = (isTopDown ? row : height - 1 - row) * width;
    const colourOf = rowOf(row);
    for (let column = 0; column < width; column++) {
      const colour = colourOf(column);
      pixels[(at + column) * channels] = colour[0];
      if (isGrey) continue;
      pixels[(at + column) * 3 + 1] = colour[1];
      pixels[(at + column) * 3 + 2] = colour[2];
    }
  }
  return { pixels, width, height, channels };
}

type Colour = readonly [red: number, green: number, blue: number];
/** The colour of each pixel of a row as it is stored. */
type Rows = (row: number) => (column: number) => Colour;

function indexed(encoded: Uint8Array, header: BmpHeader, palette: readonly Colour[]): Rows {
  const { width, bits, compression } = header;
  const black = [0, 0, 0] as const;
  if (compression === 1 || compression === 2) {
    const indices = unpackBmpRuns(encoded.subarray(header.offset), header);
    return (row) => (column) => palette[indices[row * width + column] as number] ?? black;
  }
  const rowAt = rowsOf(encoded, header);
  return (row) => {
    const bytes = rowAt(row);
    return (column) => {
      const bit = column * bits;
      const index = ((bytes[bit >>> 3] as number) >>> (8 - bits - (bit & 7))) & (2 ** bits - 1);
      return palette[index] ?? black;
    };
  };
}

function coloured(encoded: Uint8Array, header: BmpHeader): Rows {
  const size = header.bits / 8;
  const rowAt = rowsOf(encoded, header);
  const [red, green, blue, alpha] = header.masks.map(sampler);
  return (row) => {
    const bytes = rowAt(row);
    return (column) => {
      let pixel = 0;
      for (let byte = size - 1; byte >= 0; byte--) pixel = pixel * 256 + (bytes[column * size + byte] as number);
      const share = alpha ? alpha(pixel) / 255 : 1;
      const of = (sample: ((pixel: number) => number) | undefined) => Math.round((sample?.(pixel) ?? 0) * share);
      return [of(red), of(green), of(blue)];
    };
  };
}

/** A sample of a pixel by its mask, scaled to 0 to 255; undefined for a mask of none. */
function sampler(mask: number): ((pixel: number) => number) | undefined {
  if (mask === 0) return undefined;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (pixel) => (((pixel & mask) >>> shift) * 255) / most;
}

function rowsOf(encoded: Uint8Array, { width, height, bits, offset }: BmpHeader): (row: number) => Uint8Array {
  const length = Math.ceil((width * bits) / 32) * 4;
  // The last row need not be filled up.
  if (offset + length * (height - 1) + Math.ceil((width * bits) / 8) > encoded.length)
    throw new RangeError('cut short');
  return (row) => encoded.subarray(offset + row * length, offset + (row + 1) * length);
}
