import { type DecodeLimits, decodeLimitsSchema, messageOf, type Preprocess } from '@sightline/contracts';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { UndecodableImageError } from './errors.ts';

// Each image is small work and many are decoded at once: threads inside one image would only get in each other's way.
sharp.concurrency(1);
sharp.cache(false);

const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif'];
const DEFAULT_LIMITS = decodeLimitsSchema.parse({});

/**
 * Decodes an encoded image to the pixels a model sees, by the same rules in training, evaluation and serving: EXIF orientation applied, the first frame of an
 * animation, alpha flattened onto black, colours to 8-bit sRGB or luminance, resized (Lanczos) when the size differs.
 *
 * @returns `[height, width, channels]`, 0 to 255
 * @throws IngestError `ingest/undecodable-image`, whose `reason` is that of a quarantined sample
 */
export async function decodeImage(encoded: Uint8Array, preprocess: Preprocess, limits: DecodeLimits = DEFAULT_LIMITS): Promise<Uint8Array> {
  const { width, height, channels, fit } = preprocess;
  await inspect(encoded, limits);
  const image = open(encoded, limits)
    .autoOrient()
    .flatten({ background: '#000' })
    .resize(width, height, { fit: fit === 'stretch' ? 'fill' : fit, background: '#000' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb');
  return decoding(async () => image.raw({ depth: 'uchar' }).toBuffer());
}

/** What is known of an image that was decoded whole. Size after EXIF orientation. */
export interface ImageFacts {
  width: number;
  height: number;
  format: string;
}

/**
 * Decodes an image to its last row and reports its size: a truncated or corrupt one is found here, a decompression bomb is refused from its header.
 *
 * @throws IngestError `ingest/undecodable-image`
 */
export async function checkImage(encoded: Uint8Array, limits: DecodeLimits): Promise<ImageFacts> {
  const metadata = await inspect(encoded, limits);
  await decoding(async () => open(encoded, limits).raw().toBuffer());
  return { ...metadata.autoOrient, format: metadata.format };
}

async function inspect(encoded: Uint8Array, limits: DecodeLimits): Promise<Metadata> {
  if (encoded.length === 0) throw new UndecodableImageError('empty-file', 'The file is empty (0 bytes).');
  if (encoded.length > limits.maxBytes) {
    throw new UndecodableImageError('too-many-bytes', `The file has ${encoded.length} bytes; at most ${limits.maxBytes} are allowed.`);
  }
  const metadata = await decoding(() => open(encoded, limits).metadata());
  if (!FORMATS.includes(metadata.format)) {
    throw new UndecodableImageError('not-an-image', `The content is ${metadata.format}. Allowed: ${FORMATS.join(', ')}.`);
  }
  if (metadata.width * metadata.height > limits.maxPixels) {
    throw new UndecodableImageError('too-many-pixels', `The image has ${metadata.width}×${metadata.height} pixels; at most ${limits.maxPixels} are allowed.`);
  }
  return metadata;
}

function open(encoded: Uint8Array, limits: DecodeLimits): Sharp {
  return sharp(encoded, { failOn: 'error', limitInputPixels: limits.maxPixels });
}

async function decoding<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    const detail = messageOf(cause);
    if (/pixel limit/i.test(detail)) throw new UndecodableImageError('too-many-pixels', 'The image has more pixels than are allowed.', { cause });
    if (/unsupported image format/i.test(detail)) {
      throw new UndecodableImageError('not-an-image', `The content is not an image. Allowed: ${FORMATS.join(', ')}.`, { cause });
    }
    throw new UndecodableImageError('corrupt-image', `The image is corrupt or truncated: ${detail.split('\n')[0]}.`, { cause });
  }
}
