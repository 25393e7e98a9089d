import { type DecodeLimits, decodeLimitsSchema, type RawImage } from '@sightline/contracts';
import jpegTurbo from '@julusian/jpeg-turbo';
import { jpegHeader } from './jpeg-header.ts';
import { luminanceOf } from './luminance.ts';

const DEFAULT_LIMITS = decodeLimitsSchema.parse({});

/**
 * Decodes a JPEG at its native size, at once and in this thread: about four times as fast as {@link decodeImage}, whose
 * rules it keeps (luminance where `channels` is 1, grey copied into three bands where it is 3). What those rules ask
 * more for, it leaves to that function: CMYK and YCCK, an EXIF orientation other than 1, an ICC profile other than
 * sRGB, 12 bits a sample, arithmetic codes, files over the limits, damaged ones.
 *
 * libjpeg-turbo with its fast integer DCT, where `decodeImage` has the accurate one. On three real photographs in
 * colour the values differ by about 1 grey level on average (2 at quality 100) and by at most 6 at qualities up to 80,
 * 20 at 95 and 31 at 100, where 96 % lie within 7.
 *
 * @param options.into where the pixels go, from its start on; a view of WebAssembly memory will do. It is also written
 * to when decoding fails midway
 * @returns undefined for what `decodeImage` must decode, or refuse
 * @throws RangeError when `into` is too short for the image
 */
export function decodeJpeg(
  encoded: Uint8Array,
  {
    channels,
    into,
    limits = DEFAULT_LIMITS,
  }: { channels: RawImage['channels']; into?: Uint8Array; limits?: DecodeLimits },
): RawImage | undefined {
  const header = plainHeader(encoded, limits);
  if (!header) return undefined;
  const { width, height, components } = header;
  const length = width * height * channels;
  if (into && into.length < length) {
    throw new RangeError(
      `Received ${into.length} bytes to decode into. An image of ${width} × ${height} pixels with ${channels} ` +
        `channels needs ${length}.`,
    );
  }
  const pixels = into ? into.subarray(0, length) : new Uint8Array(length);
  if (channels === 3) return read(encoded, 'FORMAT_RGB', pixels) && { pixels, width, height, channels };
  if (components === 1) return read(encoded, 'FORMAT_GRAY', pixels) && { pixels, width, height, channels };
  const colours = read(encoded, 'FORMAT_RGB', new Uint8Array(width * height * 3));
  if (!colours) return undefined;
  luminanceOf(colours, pixels);
  return { pixels, width, height, channels };
}

/**
 * Decodes the luma of a JPEG alone (ITU-R BT.601, as it is stored; computed where red, green and blue are), by the
 * rules of {@link decodeJpeg}.
 *
 * @returns one band, or undefined for what `decodeImage` must decode, or refuse
 */
export function decodeJpegLuma(encoded: Uint8Array, limits: DecodeLimits): RawImage | undefined {
  const header = plainHeader(encoded, limits);
  if (!header) return undefined;
  const { width, height } = header;
  const pixels = read(encoded, 'FORMAT_GRAY', new Uint8Array(width * height));
  return pixels && { pixels, width, height, channels: 1 };
}

/** The header of a JPEG whose pixels need nothing done to them. */
function plainHeader(encoded: Uint8Array, limits: DecodeLimits) {
  if (encoded.length > limits.maxBytes) return undefined;
  const header = jpegHeader(encoded);
  if (!header || header.orientation !== 1 || header.foreignProfile) return undefined;
  if (header.components !== 1 && header.components !== 3) return undefined;
  const { width, height } = header;
  return width * height > 0 && width * height <= limits.maxPixels ? header : undefined;
}

function read(encoded: Uint8Array, format: 'FORMAT_GRAY' | 'FORMAT_RGB', pixels: Uint8Array): Uint8Array | undefined {
  try {
    jpegTurbo.decompressSync(bufferOver(encoded), bufferOver(pixels), { format: jpegTurbo[format] });
    return pixels;
  } catch {
    return undefined;
  }
}

function bufferOver({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
