import { brandsOf } from './format.ts';

/** Formats that are not read, by bytes in their beginning. */
const SIGNATURES: readonly { name: string; offset?: number; magic: string }[] = [
  { name: 'JPEG 2000', magic: '\0\0\0\x0cjP  \r\n\x87\n' },
  { name: 'JPEG 2000', magic: '\xff\x4f\xff\x51' },
  { name: 'JPEG XL', magic: '\0\0\0\x0cJXL \r\n\x87\n' },
  { name: 'JPEG XL', magic: '\xff\x0a' },
  { name: 'Photoshop (PSD)', magic: '8BPS' },
  { name: 'GIMP (XCF)', magic: 'gimp xcf' },
  { name: 'OpenEXR', magic: 'v/1\x01' },
  { name: 'Radiance HDR', magic: '#?' },
  { name: 'QOI', magic: 'qoif' },
  { name: 'DDS', magic: 'DDS ' },
  { name: 'DICOM', offset: 128, magic: 'DICM' },
  { name: 'FITS', magic: 'SIMPLE  =' },
  { name: 'the raw format of a camera (RAF)', magic: 'FUJIFILMCCD-RAW' },
  { name: 'the raw format of a camera (RW2)', magic: 'IIU\0' },
  { name: 'the raw format of a camera (ORF)', magic: 'IIRO' },
  { name: 'the raw format of a camera (ORF)', magic: 'IIRS' },
  { name: 'an icon (ICO)', magic: '\0\0\x01\0' },
  { name: 'a cursor (CUR)', magic: '\0\0\x02\0' },
];
const BRANDS: Record<string, string> = {
  crx: 'the raw format of a camera (CR3)',
  ...Object.fromEntries(
    ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map((brand) => [brand, 'HEIC']),
  ),
};
const PORTABLE: Record<string, string> = {
  1: 'PBM',
  2: 'PGM',
  3: 'PPM',
  4: 'PBM',
  5: 'PGM',
  6: 'PPM',
  7: 'PAM',
  F: 'PFM',
  f: 'PFM',
};

/** The name of a well-known image format that is not read, by its bytes: `JPEG 2000`. */
export function otherFormat(encoded: Uint8Array): string | undefined {
  // A cursor begins as some Targa files do.
  if (isTarga(encoded)) return 'Targa (TGA)';
  const start = Buffer.from(encoded.subarray(0, 160)).toString('latin1');
  const known = SIGNATURES.find(({ offset = 0, magic }) => start.startsWith(magic, offset));
  if (known) return known.name;
  const brand = brandsOf(encoded).find((each) => each.trim() in BRANDS);
  if (brand !== undefined) return BRANDS[brand.trim()];
  const portable = /^P([1-7Ff])\s/.exec(start)?.[1];
  return portable === undefined ? undefined : PORTABLE[portable];
}

/** A Targa file has no signature at its start; old ones have none at all. */
function isTarga(encoded: Uint8Array): boolean {
  if (Buffer.from(encoded.subarray(-18)).toString('latin1').startsWith('TRUEVISION-XFILE.')) return true;
  const [, map = 9, kind = 0] = encoded;
  const [low = 0, high = 0, lowHeight = 0, highHeight = 0, depth = 0, flags = 0] = encoded.subarray(12, 18);
  const isMapped = kind === 1 || kind === 9;
  const isPlausible =
    [1, 2, 3, 9, 10, 11].includes(kind) &&
    map === Number(isMapped) &&
    (flags & 0xc0) === 0 &&
    (isMapped || encoded.subarray(3, 8).every((byte) => byte === 0));
  return isPlausible && low + high > 0 && lowHeight + highHeight > 0 && [8, 15, 16, 24, 32].includes(depth);
}
