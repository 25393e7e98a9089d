/** What the headers of a BMP say. */
export interface BmpHeader {
  width: number;
  height: number;
  isTopDown: boolean;
  /** Of a pixel. */
  bits: number;
  /** 0: none, 1 and 2: run lengths of 8 and 4 bits; masks are given by {@link masks}. */
  compression: number;
  /** Where the pixels begin. */
  offset: number;
  /** Where pixels are indices. */
  palette: (readonly [red: number, green: number, blue: number])[] | undefined;
  /** Of red, green, blue and alpha in a pixel. */
  masks: readonly number[];
  /** Why it cannot be read, where its kind is known and not read. */
  strange?: string;
}

const [OS2_1, OS2_2_SHORT, OS2_2] = [12, 16, 64];
const [BIT_FIELDS, ALPHA_BIT_FIELDS] = [3, 6];
const STANDARD_MASKS: Record<number, readonly number[]> = {
  16: [0x7c00, 0x03e0, 0x001f, 0],
  24: [0xff0000, 0xff00, 0xff, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
};

/** Reads the headers of a BMP. @throws RangeError when they are damaged or cut short */
export function readBmpHeader(encoded: Uint8Array): BmpHeader {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const size = view.getUint32(14, true);
  const isFirst = size === OS2_1;
  const width = isFirst ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = isFirst ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isFirst ? 24 : 28, true);
  const compression = size >= 40 ? view.getUint32(30, true) : 0;
  const height = Math.abs(signed);
  if (width <= 0 || height === 0) throw new RangeError('no pixels');
  const header = { width, height, isTopDown: signed < 0, bits, compression, offset: view.getUint32(10, true) };
  const strange = strangeIn({ size, bits, compression });
  const isMasked = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS;
  if (strange !== undefined || bits > 8)
    return {
      ...header,
      palette: undefined,
      masks: masksOf(view, { size, bits, compression, isMasked }),
      ...(strange !== undefined && { strange }),
    };
  const start = 14 + size + (isMasked && size === 40 ? 12 : 0);
  const used = size >= 40 ? view.getUint32(46, true) : 0;
  return {
    ...header,
    palette: paletteOf(encoded, { start, entry: isFirst ? 3 : 4, count: used || 2 ** bits, end: header.offset }),
    masks: [],
  };
}

function strangeIn({
  size,
  bits,
  compression,
}: {
  size: number;
  bits: number;
  compression: number;
}): string | undefined {
  const isOs2 = size === OS2_2 || size === OS2_2_SHORT;
  if (compression === 4) return isOs2 ? 'run lengths of 24 bits' : 'a JPEG in it';
  if (compression === 5) return 'a PNG in it';
  if (isOs2 && compression === BIT_FIELDS) return 'Huffman codes';
  if (compression > ALPHA_BIT_FIELDS) return `compression ${compression}`;
  return [1, 2, 4, 8, 16, 24, 32].includes(bits) ? undefined : `${bits} bits per pixel`;
}

interface MaskOptions {
  size: number;
  bits: number;
  compression: number;
  isMasked: boolean;
}

function masksOf(view: DataView, { size, bits, compression, isMasked }: MaskOptions): readonly number[] {
  if (!isMasked) return STANDARD_MASKS[bits] ?? [];
  const mask = (index: number) => view.getUint32(54 + index * 4, true);
  const hasAlpha = size >= 56 || compression === ALPHA_BIT_FIELDS;
  return [mask(0), mask(1), mask(2), hasAlpha ? mask(3) : 0];
}

function paletteOf(
  encoded: Uint8Array,
  { start, entry, count, end }: { start: number; entry: number; count: number; end: number },
) {
  const held = Math.min(count, Math.floor((Math.min(end, encoded.length) - start) / entry), 256);
  if (held <= 0) throw new RangeError('no palette');
  return Array.from({ length: held }, (_, index): readonly [number, number, number] => {
    const [blue = 0, green = 0, red = 0] = encoded.subarray(start + index * entry, start + index * entry + 3);
    return [red, green, blue];
  });
}
