/** The image formats that are read, each with the extension it is stored under. Animations count as their first frame. */
export type ImageFormat = 'png' | 'jpg' | 'gif' | 'webp' | 'tif' | 'avif';

/** File name extensions that make a file a candidate. What it really is, its first bytes decide. */
export const IMAGE_EXTENSIONS = ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.tif', '.tiff', '.avif'];

const SIGNATURES: readonly { format: ImageFormat; offset: number; magic: string }[] = [
  { format: 'png', offset: 0, magic: '\x89PNG\r\n\x1a\n' },
  { format: 'jpg', offset: 0, magic: '\xff\xd8\xff' },
  { format: 'gif', offset: 0, magic: 'GIF87a' },
  { format: 'gif', offset: 0, magic: 'GIF89a' },
  { format: 'webp', offset: 8, magic: 'WEBP' },
  { format: 'tif', offset: 0, magic: 'II*\0' },
  { format: 'tif', offset: 0, magic: 'MM\0*' },
  { format: 'avif', offset: 4, magic: 'ftypavif' },
  { format: 'avif', offset: 4, magic: 'ftypavis' },
];

/**
 * The format that a file's first bytes declare, whatever its name says. Other formats that the decoder knows (SVG, PDF) are left out on purpose:
 * they are programs more than images.
 */
export function imageFormat(encoded: Uint8Array): ImageFormat | undefined {
  const start = Buffer.from(encoded.subarray(0, 16)).toString('latin1');
  return SIGNATURES.find(({ offset, magic }) => start.startsWith(magic, offset))?.format;
}
