import type { DecodeLimits, RawImage } from '@sightline/contracts';
import sharp from 'sharp';
import { decodePixels } from '../decoding/image.ts';
import type { SourceImage } from '../sources/source.ts';

/** What a look at a sample tells: sizes in pixels, as a person sees it. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly grey: boolean;
  /** Of a clip. */
  readonly frames?: number;
}

/** Below it on each side an image is looked at closely enough for its colours. */
const SMALL = 64;

/**
 * Looks at an image, or at the first frame of a clip.
 *
 * @throws IngestError with a `reason` when it cannot be used
 */
export async function lookAt(given: SourceImage | SourceImage[], limits: DecodeLimits): Promise<Look> {
  const [first] = Array.isArray(given) ? given : [given];
  const { width, height, pixels, channels } = await pixelsOf(first as SourceImage, limits);
  return { width, height, grey: isGrey(pixels, channels), ...(Array.isArray(given) && { frames: given.length }) };
}

/** A small version of an image, with the size of the whole. */
async function pixelsOf(image: SourceImage, limits: DecodeLimits): Promise<RawImage> {
  if (!(image instanceof Uint8Array)) return image;
  const whole = sharp(image, { limitInputPixels: limits.maxPixels }).rotate();
  try {
    const { autoOrient } = await whole.metadata();
    const small = whole.resize(SMALL, SMALL, { fit: 'inside', withoutEnlargement: true });
    const { data, info } = await small.flatten().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    return { ...autoOrient, pixels: data, channels: info.channels === 1 ? 1 : 3 };
  } catch {
    // What sharp does not read may be read here: BMP, some TIFFs.
    return decodePixels(image, limits);
  }
}

function isGrey(pixels: Uint8Array, channels: 1 | 3): boolean {
  if (channels === 1) return true;
  for (let at = 0; at + 2 < pixels.length; at += 3)
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return false;
  return true;
}
