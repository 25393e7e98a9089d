import type { RawImage } from '@sightline/contracts';
import { decodeImage, decodeJpeg } from '@sightline/ingest';

/** The images of a split, by their numbers, in a form that threads share: arrays over a `SharedArrayBuffer` are not copied to them. */
export type TrainingImages = { readonly ids: readonly string[] } & (DecodedImages | EncodedImages);

/** Pixels of images of one size: `[count, height, width, channels]`, 0 to 255. */
export interface DecodedImages {
  readonly kind: 'decoded';
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: RawImage['channels'];
}

/** Encoded files one after the other, decoded each time anew: images of many sizes, or more than memory holds decoded. */
export interface EncodedImages {
  readonly kind: 'encoded';
  readonly bytes: Uint8Array;
  /** Where each file begins, and behind the last one its end: `[files + 1]`. */
  readonly offsets: Float64Array;
  /** The number of each sample's first file, and behind the last one how many there are: `[count + 1]`. */
  readonly firsts: Int32Array;
  /** `[count, 2]`: width and height as seen, after the EXIF orientation. */
  readonly sizes: Int32Array;
  /** What they are decoded to: 1 luminance, 3 sRGB. */
  readonly channels: RawImage['channels'];
}

/** Reads one of the images. */
export async function readTrainingImage(images: TrainingImages, index: number): Promise<RawImage> {
  if (images.kind === 'decoded') {
    const { width, height, channels, pixels } = images;
    const length = width * height * channels;
    return { width, height, channels, pixels: pixels.subarray(index * length, (index + 1) * length) };
  }
  const { bytes, offsets, firsts, sizes, channels } = images;
  const file = firsts[index] as number;
  const encoded = bytes.subarray(offsets[file], offsets[file + 1]);
  const [width, height] = [sizes[2 * index] as number, sizes[2 * index + 1] as number];
  // Ingest has decoded the file before: its native size is the limit.
  const limits = { maxPixels: width * height, maxBytes: encoded.length };
  const decoded = decodeJpeg(encoded, { channels, limits });
  if (decoded) return decoded;
  const pixels = await decodeImage(encoded, { width, height, channels, fit: 'stretch' }, limits);
  return { width, height, channels, pixels };
}
