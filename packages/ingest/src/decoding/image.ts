import {
  type DecodeLimits,
  decodeLimitsSchema,
  type DecodeOptions,
  messageOf,
  type RawImage,
} from '@sightline/contracts';
import sharp, { type FitEnum, type Sharp } from 'sharp';
import { IngestError } from '../errors.ts';
import { decodeHere, refusalOfTiff, unsupportedTiff } from '../formats/decode-here.ts';
import { refusalOfJpeg } from '../formats/jpeg-kind.ts';
import { FORMATS_READ, type ImageFormat, imageFormat } from '../formats/format.ts';
import { otherFormat } from '../formats/other-formats.ts';
import { tooManyBytes, tooManyPixels, undecodable } from '../formats/refusals.ts';

export interface ImageHeader {
  format: ImageFormat;
  /** As seen: after the EXIF orientation. */
  width: number;
  height: number;
}

/** What decodes images: another version may judge them, and encode pixels, otherwise. */
export function decoderVersions(): { formats: number; sharp: string; vips: string } {
  const { sharp: library, vips } = sharp.versions;
  return { formats: FORMATS_VERSION, sharp: library, vips };
}

/** Raised when formats come or go, or what is decoded here gives other pixels. */
const FORMATS_VERSION = 2;
const DEFAULT_LIMITS = decodeLimitsSchema.parse({});
const OUT_OF_MEMORY = /out of memory|(cannot|unable to) allocate/i;
const FIT = { stretch: 'fill', contain: 'contain', cover: 'cover' } as const satisfies Record<
  DecodeOptions['fit'],
  keyof FitEnum
>;

/**
 * Decodes an encoded image (PNG, JPEG, GIF, WebP, TIFF, AVIF, BMP; an animation's first frame) into a model's pixels:
 * training, evaluation and serving all call this.
 *
 * In order: EXIF orientation, ICC profile and CMYK to sRGB, alpha flattened onto black, luminance when `channels` is 1
 * (Rec. 709 weights on linear light), resize by `fit` with a triangle filter (bilinear, antialiased) when the size
 * differs. 16-bit samples become 8-bit ones. The same bytes give the same pixels.
 *
 * @returns `[height, width, channels]`, row by row, 0 to 255
 * @throws IngestError `ingest/undecodable-image`; its `reason` is one of a dataset's quarantine reasons
 */
export async function decodeImage(
  encoded: Uint8Array,
  options: DecodeOptions,
  limits: DecodeLimits = DEFAULT_LIMITS,
): Promise<Uint8Array> {
  const { width, height, channels, fit } = options;
  return decoded(encoded, limits, (image) => {
    const flat = image.flatten({ background: 'black' });
    const coloured = channels === 1 ? flat.greyscale().toColourspace('b-w') : flat.toColourspace('srgb');
    return coloured.resize(width, height, { fit: FIT[fit], kernel: 'linear', background: 'black' }).raw().toBuffer();
  });
}

/**
 * Decodes an encoded image at its native size: as {@link decodeImage}, but one band where it is stored as greyscale,
 * three where it is not.
 *
 * @throws IngestError as {@link decodeImage}
 */
export async function decodePixels(encoded: Uint8Array, limits: DecodeLimits): Promise<RawImage> {
  return decoded(encoded, limits, async (image) => {
    const { space } = await image.metadata();
    const flat = image.flatten({ background: 'black' });
    const grey = space === 'b-w' || space === 'grey16';
    const coloured = grey ? flat.greyscale().toColourspace('b-w') : flat.toColourspace('srgb');
    const { data, info } = await coloured.raw().toBuffer({ resolveWithObject: true });
    return { pixels: data, width: info.width, height: info.height, channels: grey ? 1 : 3 };
  });
}

/**
 * Decodes every pixel of an image, so that a truncated one is found, and gives its format and size.
 *
 * @throws IngestError as {@link decodeImage}
 */
export async function inspectImage(encoded: Uint8Array, limits: DecodeLimits): Promise<ImageHeader> {
  // One band: a third of the memory, and all the compressed data is read nevertheless.
  const { info } = await decoded(encoded, limits, (image) =>
    image.greyscale().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true }),
  );
  return { format: imageFormat(encoded) as ImageFormat, width: info.width, height: info.height };
}

/**
 * Encodes pixels as PNG. The same pixels give the same bytes.
 *
 * @throws IngestError `ingest/undecodable-image` when there are more of them than `maxPixels`
 */
export async function encodePng({ pixels, ...raw }: RawImage, limits: DecodeLimits): Promise<Buffer> {
  if (raw.width * raw.height > limits.maxPixels) throw tooManyPixels(raw, limits);
  const image = sharp(pixels, { raw });
  return (raw.channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}

async function decoded<Result>(
  encoded: Uint8Array,
  limits: DecodeLimits,
  read: (image: Sharp) => Promise<Result>,
): Promise<Result> {
  if (encoded.length === 0) throw undecodable('empty-file', 'The file is empty.');
  if (encoded.length > limits.maxBytes) throw tooManyBytes(encoded.length, limits);
  const format = imageFormat(encoded);
  if (!format) throw unknownFormat(encoded);
  try {
    const raw = decodeHere(encoded, format, limits);
    if (raw) return await read(fromPixels(raw));
    const image = sharp(encoded, { failOn: 'error', autoOrient: true, limitInputPixels: limits.maxPixels });
    if (format === 'tif') checkDepth((await image.metadata()).depth);
    return await read(image);
  } catch (cause) {
    if (cause instanceof IngestError) throw cause;
    throw await explained(encoded, limits, cause);
  }
}

function fromPixels({ pixels, ...raw }: RawImage): Sharp {
  const image = sharp(pixels, { raw });
  return raw.channels === 1 ? image.toColourspace('b-w') : image;
}

function unknownFormat(encoded: Uint8Array): IngestError {
  const other = otherFormat(encoded);
  const instead = insteadOfImage(encoded);
  if (instead !== undefined) return undecodable('not-an-image', instead);
  return other === undefined
    ? undecodable('not-an-image', `The bytes are not an image of a known format. Allowed: ${FORMATS_READ}.`)
    : undecodable('unsupported-format', `It is ${other}, which is not read. Allowed: ${FORMATS_READ}. Convert it.`);
}

/** What downloads and version control leave in the place of an image, and what to do. */
function insteadOfImage(encoded: Uint8Array): string | undefined {
  const start = Buffer.from(encoded.subarray(0, 100)).toString('latin1').trimStart().toLowerCase();
  if (start.startsWith('version https://git-lfs')) return 'It is a pointer of Git LFS. Get the files: git lfs pull.';
  if (start.startsWith('<!doctype html') || start.startsWith('<html'))
    return 'It is a web page, as failed downloads leave it. Get the file again.';
  return undefined;
}

/** Floating-point and 32-bit samples have no agreed white: what would be made of them is seldom what was meant. */
function checkDepth(depth: string): void {
  if (depth === 'uchar' || depth === 'ushort') return;
  throw unsupportedTiff(`samples of type ${depth}; 8 or 16 bits without sign are read. Scale it to 16 bits`);
}

/** Says what the decoder disliked: the size in the header, if that can be read, or else the data. */
async function explained(encoded: Uint8Array, limits: DecodeLimits, cause: unknown): Promise<IngestError> {
  const header = await sharp(encoded, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (header && header.width * header.height > limits.maxPixels) {
    return tooManyPixels(header, limits, cause);
  }
  // Of the machine, not of the image: it must not be set aside for good.
  if (OUT_OF_MEMORY.test(messageOf(cause)))
    return new IngestError('ingest/source-unreadable', 'There is not enough memory to decode an image.', { cause });
  // The decoder's own message is not repeated: it mixes messages about images that are decoded at once.
  const format = imageFormat(encoded);
  const strange = format === 'tif' ? refusalOfTiff(encoded) : format === 'jpg' ? refusalOfJpeg(encoded) : undefined;
  if (strange) return strange;
  return undecodable(
    'corrupt-image',
    `The image is damaged or cut short: it is not a whole ${format?.toUpperCase()}.`,
    cause,
  );
}
