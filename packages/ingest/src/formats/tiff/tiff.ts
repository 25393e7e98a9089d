import { inflateSync } from 'node:zlib';
import type { RawImage } from '@sightline/contracts';
import { labToSrgb } from './lab.ts';
import { unpackBits, unpackLzw } from './run-lengths.ts';
import { oriented } from './oriented.ts';
import type { TiffHeader } from './tiff-header.ts';

const COMPRESSIONS: Record<number, string> = {
  6: 'old-style JPEG compression',
  32_809: 'ThunderScan compression',
  34_661: 'JBIG compression',
  34_676: 'SGI Log compression',
  34_677: 'SGI Log compression',
  34_712: 'JPEG 2000 compression',
  34_887: 'LERC compression',
  34_925: 'LZMA compression',
  50_000: 'Zstandard compression',
  50_001: 'WebP compression',
  50_002: 'JPEG XL compression',
};
/** Those that libtiff reads in any build. */
const USUAL = new Set([1, 2, 3, 4, 5, 7, 8, 32_773, 32_946]);
const PLAIN: Record<number, (bytes: Uint8Array, length: number) => Uint8Array> = {
  1: (bytes) => bytes,
  5: unpackLzw,
  8: (bytes, length) => inflateSync(bytes, { maxOutputLength: Math.max(length, 1) }),
  32_946: (bytes, length) => inflateSync(bytes, { maxOutputLength: Math.max(length, 1) }),
  32_773: unpackBits,
};
/**
 * Colours of a pixel, by its photometric interpretation: white or black is 0, RGB, CIE L*a*b*, the same as in ICC
 * profiles.
 */
const COLOURS: Record<number, 1 | 3> = { 0: 1, 1: 1, 2: 3, 8: 3, 9: 3 };
const LAB = [8, 9];

/** Whether a TIFF is of a kind that the decoder of all others does not know, and this one does. */
export function isDecodedHere(header: TiffHeader): boolean {
  const { bits, compression, photometric, predictor, sampleFormat, isPlanar, block, width, height } = header;
  const [depth = 0] = bits;
  const isLab = LAB.includes(photometric);
  const isOdd = ![1, 2, 4, 8, 16].includes(depth) || isLab || (isPlanar && block.isTile);
  const isKnown = photometric in COLOURS && bits.length >= (COLOURS[photometric] as number) && compression in PLAIN;
  const isEven = bits.every((each) => each === depth) && depth <= 16 && (!isLab || depth === 8 || depth === 16);
  const isWhole = sampleFormat === 1 && (predictor === 1 || (predictor === 2 && (depth === 8 || depth === 16)));
  return isOdd && isKnown && isEven && isWhole && Math.min(width, height, block.width, block.height) > 0;
}

/**
 * What of a TIFF no decoder here knows, in words: `12 bits per sample`; undefined where nothing is strange about it.
 */
export function strangeIn({
  bits,
  compression,
  photometric,
  sampleFormat,
  isPlanar,
  block,
  isRaw,
}: TiffHeader): string | undefined {
  if (isRaw) return 'the raw format of a camera';
  if (!USUAL.has(compression)) return COMPRESSIONS[compression] ?? `compression ${compression}`;
  if (sampleFormat !== 1) return `samples that are not unsigned whole numbers (SampleFormat ${sampleFormat})`;
  const depths = new Set(bits);
  if (depths.size > 1) return `${bits.join(', ')} bits per sample`;
  if (bits.some((depth) => ![1, 2, 4, 8, 16].includes(depth))) return `${bits[0]} bits per sample`;
  if (isPlanar && block.isTile) return 'tiles in separate planes';
  return [0, 1, 2, 3, 5, 6].includes(photometric) ? undefined : `photometric interpretation ${photometric}`;
}

/**
 * Decodes a TIFF that {@link isDecodedHere}: to grey, or to sRGB. More than 8 bits are cut to the high byte, fewer are
 * scaled to the whole range; CIE L*a*b* (D50) is converted; alpha is laid onto black.
 *
 * @throws Error when the data is damaged or cut short
 */
export function decodeTiff(encoded: Uint8Array, header: TiffHeader): RawImage {
  const { width, height, bits, photometric, extra, orientation } = header;
  const bands = bandsOf(encoded, header);
  const channels = COLOURS[photometric] as 1 | 3;
  const most = 2 ** (bits[0] as number) - 1;
  const pixels = LAB.includes(photometric)
    ? labToSrgb(bands, { most, isOffset: photometric === 9 })
    : interleaved(bands.slice(0, channels), { most, isInverted: photometric === 0 });
  const alpha = extra[0] === 2 ? bands[channels] : undefined;
  if (alpha) layOntoBlack(pixels, alpha, most);
  return oriented({ pixels, width, height, channels }, orientation);
}

/** Bands as bytes, pixel by pixel. */
function interleaved(
  bands: readonly Uint16Array[],
  { most, isInverted }: { most: number; isInverted: boolean },
): Uint8Array {
  const shift = most > 255 ? Math.log2(most + 1) - 8 : 0;
  const factor = 255 / most;
  const pixels = new Uint8Array((bands[0]?.length ?? 0) * bands.length);
  for (const [band, samples] of bands.entries()) {
    for (let at = 0; at < samples.length; at++) {
      const value = isInverted ? most - (samples[at] as number) : (samples[at] as number);
      pixels[at * bands.length + band] = shift > 0 ? value >>> shift : Math.round(value * factor);
    }
  }
  return pixels;
}

function layOntoBlack(pixels: Uint8Array, alpha: Uint16Array, most: number): void {
  const channels = pixels.length / alpha.length;
  for (let at = 0; at < pixels.length; at++)
    pixels[at] = Math.round(((pixels[at] as number) * (alpha[Math.floor(at / channels)] as number)) / most);
}

/** The samples of each band, row by row. */
function bandsOf(encoded: Uint8Array, header: TiffHeader): Uint16Array[] {
  const { width, height, bits, block, isPlanar, offsets, counts } = header;
  const [across, down] = [Math.ceil(width / block.width), Math.ceil(height / block.height)];
  const perBlock = isPlanar ? 1 : bits.length;
  const bands = bits.map(() => new Uint16Array(width * height));
  for (let index = 0; index < across * down * (isPlanar ? bits.length : 1); index++) {
    const [plane, place] = [Math.floor(index / (across * down)), index % (across * down)];
    const [left, top] = [(place % across) * block.width, Math.floor(place / across) * block.height];
    const rows = block.isTile ? block.height : Math.min(block.height, height - top);
    const start = offsets[index] ?? encoded.length;
    const packed = encoded.subarray(start, start + (counts[index] ?? 0));
    const samples = samplesOf(packed, { header, rows, perRow: block.width * perBlock, perBlock });
    const [seenRows, seenColumns] = [Math.min(rows, height - top), Math.min(block.width, width - left)];
    for (let band = 0; band < perBlock; band++) {
      const target = bands[plane + band] as Uint16Array;
      for (let row = 0; row < seenRows; row++) {
        let from = row * block.width * perBlock + band;
        const to = (top + row) * width + left;
        for (let column = 0; column < seenColumns; column++) {
          target[to + column] = samples[from] as number;
          from += perBlock;
        }
      }
    }
  }
  return bands;
}

interface BlockOptions {
  header: TiffHeader;
  rows: number;
  perRow: number;
  /** Samples of a pixel in the block. */
  perBlock: number;
}

function samplesOf(packed: Uint8Array, { header, rows, perRow, perBlock }: BlockOptions): Uint16Array {
  const { bits, compression, isLittle, predictor } = header;
  const depth = bits[0] as number;
  const rowBytes = Math.ceil((perRow * depth) / 8);
  const bytes = (PLAIN[compression] as (typeof PLAIN)[number])(packed, rowBytes * rows);
  if (bytes.length < rowBytes * rows) throw new Error('A strip or tile is cut short.');
  const samples = unpacked(bytes, { depth, perRow, rows, isLittle });
  if (predictor === 2) {
    const most = 2 ** depth - 1;
    for (let row = 0; row < rows; row++)
      for (let at = row * perRow + perBlock; at < (row + 1) * perRow; at++)
        samples[at] = ((samples[at] as number) + (samples[at - perBlock] as number)) & most;
  }
  return samples;
}

interface PackedRows {
  depth: number;
  perRow: number;
  rows: number;
  isLittle: boolean;
}

/**
 * Samples of rows that each begin with a byte; those of other depths than 8 and 16 lie close together, the highest bit
 * first.
 */
function unpacked(bytes: Uint8Array, { depth, perRow, rows, isLittle }: PackedRows): Uint16Array {
  const count = perRow * rows;
  if (depth === 8) return Uint16Array.from(bytes.subarray(0, count));
  const samples = new Uint16Array(count);
  if (depth === 16) {
    const [low, high] = isLittle ? [0, 1] : [1, 0];
    for (let at = 0; at < count; at++)
      samples[at] = (bytes[at * 2 + low] as number) | ((bytes[at * 2 + high] as number) << 8);
    return samples;
  }
  const most = 2 ** depth - 1;
  let [from, to] = [0, 0];
  for (let row = 0; row < rows; row++) {
    let [word, bits] = [0, 0];
    for (let at = 0; at < perRow; at++) {
      while (bits < depth) {
        word = ((word << 8) | (bytes[from++] as number)) & 0xffffff;
        bits += 8;
      }
      bits -= depth;
      samples[to++] = (word >>> bits) & most;
    }
  }
  return samples;
}
