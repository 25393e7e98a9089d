import { brandsOf, imageFormat } from './format.ts';

/** First bytes of the containers of videos that are read; MP4, MOV and 3GP are recognised by their brands. */
const SIGNATURES: readonly { offset: number; magic: string }[] = [
  // Matroska, WebM
  { offset: 0, magic: '\x1aE\xdf\xa3' },
  { offset: 8, magic: 'AVI ' },
  { offset: 0, magic: 'OggS' },
  { offset: 0, magic: 'FLV' },
  // MPEG program and transport streams
  { offset: 0, magic: '\0\0\x01\xba' },
  { offset: 188, magic: 'G' },
];

/** Whether a file is one that has frames by its first bytes, whatever its name says: a video, or a GIF. */
export function isMovie(encoded: Uint8Array): boolean {
  const format = imageFormat(encoded);
  if (format !== undefined) return format === 'gif';
  const start = Buffer.from(encoded.subarray(0, 200)).toString('latin1');
  if (SIGNATURES.some(({ offset, magic }) => start.startsWith(magic, offset))) return true;
  const brands = brandsOf(encoded);
  return brands.length > 0 && !brands.some((brand) => /^(?:hei|hev|mif|msf|crx)/.test(brand));
}
