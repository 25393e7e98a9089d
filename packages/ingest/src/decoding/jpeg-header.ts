/** What a JPEG's markers say of it before its first scan. */
export interface JpegHeader {
  /** As stored: before the EXIF orientation. */
  width: number;
  height: number;
  /** 1: grey; 3: YCbCr or RGB; 4: CMYK or YCCK. */
  components: number;
  /** EXIF, 1 to 8; 1 (upright) where there is none. */
  orientation: number;
  /** The embedded ICC profile is another than sRGB. */
  foreignProfile: boolean;
}

/** Baseline, extended sequential and progressive, all of Huffman codes. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const START_OF_SCAN = 0xda;
const EXIF = 'Exif\0\0';
const ICC = 'ICC_PROFILE\0';
const ORIENTATION = 0x0112;

/**
 * Reads the markers up to the first scan (ITU-T T.81, annex B; EXIF 2.3; ICC.1:2010, B.4). Nothing is decoded.
 *
 * @returns undefined for what is not a JPEG of 8 bits per sample with Huffman codes, or breaks off
 */
export function jpegHeader(encoded: Uint8Array): JpegHeader | undefined {
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let frame: Pick<JpegHeader, 'width' | 'height' | 'components'> | undefined;
  let orientation = 1;
  let foreignProfile = false;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return undefined;
    const body = bytes.subarray(at + 4, end);
    if (marker === START_OF_SCAN) return frame && { ...frame, orientation, foreignProfile };
    if (FRAMES.has(marker)) {
      if (frame || body.length < 6 || body[0] !== 8) return undefined;
      frame = { height: body.readUInt16BE(1), width: body.readUInt16BE(3), components: body[5] as number };
    } else if (marker === 0xe1 && startsWith(body, EXIF)) orientation = orientationOf(body.subarray(EXIF.length));
    else if (marker === 0xe2 && startsWith(body, ICC)) foreignProfile ||= !isSrgb(body);
    at = end;
  }
  return undefined;
}

function startsWith(body: Buffer, text: string): boolean {
  return body.toString('latin1', 0, text.length) === text;
}

/** The tag of the first directory; 0, which is not an orientation, where the TIFF structure is broken. */
function orientationOf(tiff: Buffer): number {
  const order = tiff.toString('latin1', 0, 2);
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return 0;
  const short = (at: number) => (order === 'II' ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = order === 'II' ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (directory + 2 > tiff.length) return 0;
  for (let at = directory + 2, left = short(directory); left > 0; left--, at += 12) {
    if (at + 12 > tiff.length) return 0;
    if (short(at) === ORIENTATION) return short(at + 8);
  }
  return 1;
}

/**
 * Goes by the profile's name, which is in the first of its parts; a further part alone tells nothing, and counts as
 * sRGB.
 */
function isSrgb(part: Buffer): boolean {
  const number = part[ICC.length];
  // Version 4 has its names in UTF-16.
  return number !== 1 || part.toString('latin1').replaceAll('\0', '').includes('sRGB');
}
