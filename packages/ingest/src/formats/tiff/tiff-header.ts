/** The first image of a TIFF, as its header describes it. */
export interface TiffHeader {
  isLittle: boolean;
  width: number;
  height: number;
  /** Of each sample of a pixel. */
  bits: readonly number[];
  /** 1: whole numbers without sign. */
  sampleFormat: number;
  photometric: number;
  compression: number;
  predictor: number;
  orientation: number;
  /** Whether each band lies by itself. */
  isPlanar: boolean;
  /** Of a strip as wide as the image, or of a tile. */
  block: { width: number; height: number; isTile: boolean };
  offsets: readonly number[];
  counts: readonly number[];
  /** What the samples beyond the colours are; 1 and 2 are alpha. */
  extra: readonly number[];
  isRaw: boolean;
}

const SIZES: Record<number, number> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };
const MOST_VALUES = 1_000_000;

/** Reads the first directory of a TIFF or BigTIFF (TIFF 6.0, Adobe 1992); undefined where it is damaged. */
export function readTiffHeader(encoded: Uint8Array): TiffHeader | undefined {
  try {
    return headerOf(new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function headerOf(view: DataView): TiffHeader {
  const isLittle = view.getUint8(0) === 0x49;
  const isBig = view.getUint16(2, isLittle) === 43;
  const tags = tagsOf(view, { isLittle, isBig });
  const one = (tag: number, standard = 0) => tags.get(tag)?.[0] ?? standard;
  const [width, height] = [one(256), one(257)];
  const samples = one(277, 1);
  const isTile = tags.has(322);
  const bits = tags.get(258) ?? [1];
  return {
    isLittle,
    width,
    height,
    bits: Array.from({ length: samples }, (_, index) => bits[index] ?? (bits[0] as number)),
    sampleFormat: one(339, 1),
    photometric: one(262),
    compression: one(259, 1),
    predictor: one(317, 1),
    orientation: one(274, 1),
    isPlanar: one(284, 1) === 2 && samples > 1,
    block: isTile
      ? { width: one(322), height: one(323), isTile }
      : { width, height: Math.min(one(278, height), height), isTile },
    offsets: tags.get(isTile ? 324 : 273) ?? [],
    counts: tags.get(isTile ? 325 : 279) ?? [],
    extra: tags.get(338) ?? [],
    isRaw: tags.has(50_706) || [32_803, 34_892].includes(one(262)) || view.getUint16(8) === 0x43_52,
  };
}

/** The tags whose values are whole numbers. @throws RangeError when one lies beyond the end of the file */
function tagsOf(view: DataView, { isLittle, isBig }: { isLittle: boolean; isBig: boolean }): Map<number, number[]> {
  const long = (at: number) => (isBig ? Number(view.getBigUint64(at, isLittle)) : view.getUint32(at, isLittle));
  const start = long(isBig ? 8 : 4);
  const count = isBig ? long(start) : view.getUint16(start, isLittle);
  const [first, size, inline] = isBig ? [start + 8, 20, 8] : [start + 2, 12, 4];
  const tags = new Map<number, number[]>();
  for (let entry = first; entry < first + count * size; entry += size) {
    const [tag, type] = [view.getUint16(entry, isLittle), view.getUint16(entry + 2, isLittle)];
    const bytes = SIZES[type];
    const values = long(entry + 4);
    if (bytes === undefined || values > MOST_VALUES) continue;
    const place = entry + 4 + inline;
    const from = bytes * values > inline ? long(place) : place;
    tags.set(
      tag,
      Array.from({ length: values }, (_, index) => numberAt(view, from + index * bytes, { bytes, isLittle })),
    );
  }
  return tags;
}

function numberAt(view: DataView, at: number, { bytes, isLittle }: { bytes: number; isLittle: boolean }): number {
  if (bytes === 1) return view.getUint8(at);
  if (bytes === 2) return view.getUint16(at, isLittle);
  return bytes === 4 ? view.getUint32(at, isLittle) : Number(view.getBigUint64(at, isLittle));
}
