import { extname } from 'node:path';

/**
 * The image formats that are read, each with the extension it is stored under. Animations count as their first frame.
 */
export type ImageFormat = 'png' | 'jpg' | 'gif' | 'webp' | 'tif' | 'avif' | 'bmp';

/** What is read, for messages. */
export const FORMATS_READ = 'PNG, JPEG, GIF, WebP, TIFF, AVIF, BMP';

/** File name extensions that make a file a candidate. What it really is, its first bytes decide. */
export const IMAGE_EXTENSIONS = [
  '.png',
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.gif',
  '.webp',
  '.tif',
  '.tiff',
  '.btf',
  '.tf8',
  '.avif',
  '.bmp',
  '.dib',
];

/** Those of image formats that are not read: such a file is an image, and is set aside as what it is. */
const OTHER_EXTENSIONS = new Set(
  (
    '.heic .heif .jp2 .j2k .jpx .jxl .ico .cur .tga .psd .xcf .pcx .qoi .dds .pbm .pgm .ppm .pnm .pam .pfm .exr ' +
    '.hdr .dcm .fits ' +
    '.dng .cr2 .cr3 .nef .arw .orf .rw2 .raf .pef'
  ).split(' '),
);

/** Whether a file is an image by its name, in whatever case, of a format that is read or not. */
export function isImageName(path: string): boolean {
  const extension = extname(path).toLowerCase();
  return IMAGE_EXTENSIONS.includes(extension) || OTHER_EXTENSIONS.has(extension);
}

const SIGNATURES: readonly { format: ImageFormat; offset: number; magic: string }[] = [
  { format: 'png', offset: 0, magic: '\x89PNG\r\n\x1a\n' },
  { format: 'jpg', offset: 0, magic: '\xff\xd8\xff' },
  { format: 'gif', offset: 0, magic: 'GIF87a' },
  { format: 'gif', offset: 0, magic: 'GIF89a' },
  { format: 'webp', offset: 8, magic: 'WEBP' },
  { format: 'tif', offset: 0, magic: 'II*\0' },
  { format: 'tif', offset: 0, magic: 'MM\0*' },
  // BigTIFF
  { format: 'tif', offset: 0, magic: 'II+\0' },
  { format: 'tif', offset: 0, magic: 'MM\0+' },
];
/** The length of the header that follows the 14 bytes of a BMP's own. */
const BMP_HEADERS: readonly number[] = [12, 16, 40, 52, 56, 64, 108, 124];

/**
 * The format that a file's first bytes declare, whatever its name says. Other formats that the decoder knows (SVG, PDF)
 * are left out on purpose: they are programs more than images.
 */
export function imageFormat(encoded: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(encoded.subarray(0, 18)).toString('latin1');
  const known = SIGNATURES.find(({ offset, magic }) => start.startsWith(magic, offset))?.format;
  if (known) return known;
  if (start.startsWith('BM') && BMP_HEADERS.includes(wordAt(encoded, 14))) return 'bmp';
  return brandsOf(encoded).some((brand) => brand === 'avif' || brand === 'avis') ? 'avif' : undefined;
}

/** The kinds of file that an ISO base media file says it is one of: AVIF, HEIF, CR3. */
export function brandsOf(encoded: Uint8Array): string[] {
  const start = Buffer.from(encoded.subarray(0, 256)).toString('latin1');
  if (!start.startsWith('ftyp', 4)) return [];
  const end = Math.min(Buffer.from(encoded.subarray(0, 4)).readUInt32BE(0), start.length);
  const brands = [start.slice(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(start.slice(at, at + 4));
  return brands;
}

function wordAt(encoded: Uint8Array, at: number): number {
  return encoded.length < at + 4 ? 0 : new DataView(encoded.buffer, encoded.byteOffset).getUint32(at, true);
}
