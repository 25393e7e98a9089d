import type { AnnotatedSample, RawImage } from '@sightline/contracts';
import { decodeImage, decodeJpeg } from '@sightline/ingest';
import type { ImageSize } from '../image-size.ts';

/**
 * The samples of a split, by their numbers, in a form that threads share: arrays over a `SharedArrayBuffer` are not
 * copied to them.
 */
export type TrainingImages = {
  /** Their ids, and what they are annotated with; boxes are where they are in the images as these are here. */
  readonly samples: readonly AnnotatedSample[];
} & (DecodedImages | EncodedImages);

/** Pixels of images of one size: `[count, height, width, channels]`, of clips `[count, frames, …]`, 0 to 255. */
export interface DecodedImages {
  readonly kind: 'decoded';
  readonly pixels: Uint8Array;
  /** Of each clip; 1 when left out: samples are images. */
  readonly frames?: number;
  readonly width: number;
  readonly height: number;
  readonly channels: RawImage['channels'];
}

/**
 * Encoded files one after the other, decoded again each time: images of many sizes, or more than memory holds decoded.
 */
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

/** What is known of a sample's frames before they are read: of an image there is one. */
export interface FrameHeader {
  count: number;
  size: ImageSize;
}

/** How many frames a sample has, and their size. */
export function framesOf(images: TrainingImages, index: number): FrameHeader {
  const { channels } = images;
  if (images.kind === 'decoded') {
    const { frames = 1, width, height } = images;
    return { count: frames, size: { width, height, channels } };
  }
  const { firsts, sizes } = images;
  const [width, height] = [sizes[2 * index] as number, sizes[2 * index + 1] as number];
  return { count: (firsts[index + 1] as number) - (firsts[index] as number), size: { width, height, channels } };
}

/** Reads one of the frames of a sample. */
export async function readTrainingFrame(images: TrainingImages, index: number, frame: number): Promise<RawImage> {
  const { count, size } = framesOf(images, index);
  const { width, height, channels } = size;
  if (images.kind === 'decoded') {
    const length = width * height * channels;
    const start = (index * count + frame) * length;
    return { ...size, pixels: images.pixels.subarray(start, start + length) };
  }
  const { bytes, offsets, firsts } = images;
  const file = (firsts[index] as number) + frame;
  const encoded = bytes.subarray(offsets[file], offsets[file + 1]);
  // Ingest has decoded the file before: its native size is the limit.
  const limits = { maxPixels: width * height, maxBytes: encoded.length };
  const decoded = decodeJpeg(encoded, { channels, limits });
  if (decoded) return decoded;
  return { ...size, pixels: await decodeImage(encoded, { width, height, channels, fit: 'stretch' }, limits) };
}
