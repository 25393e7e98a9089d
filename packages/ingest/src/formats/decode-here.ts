import type { DecodeLimits, RawImage } from '@sightline/contracts';
import type { IngestError } from '../errors.ts';
import { decodeBmp } from './bmp/bmp.ts';
import { readBmpHeader } from './bmp/bmp-header.ts';
import type { ImageFormat } from './format.ts';
import { tooManyPixels, undecodable } from './refusals.ts';
import { readTiffHeader } from './tiff/tiff-header.ts';
import { decodeTiff, isDecodedHere, strangeIn } from './tiff/tiff.ts';

/**
 * Decodes what the library for images does not: BMP, and TIFFs of 3, 5, 12, … bits, of CIE L*a*b* or in separate planes
 * of tiles.
 *
 * @returns undefined for what is left to the library
 * @throws IngestError `ingest/undecodable-image` with its reason
 */
export function decodeHere(encoded: Uint8Array, format: ImageFormat, limits: DecodeLimits): RawImage | undefined {
  if (format === 'bmp') return wholeBmp(encoded, limits);
  const header = format === 'tif' ? readTiffHeader(encoded) : undefined;
  if (!header) return undefined;
  if (header.isRaw) throw unsupportedTiff('the raw format of a camera');
  if (!isDecodedHere(header)) return undefined;
  if (header.width * header.height > limits.maxPixels) throw tooManyPixels(header, limits);
  return whole('TIFF', () => decodeTiff(encoded, header));
}

/** The refusal of a TIFF that no decoder knows; undefined where its kind is known, so that it must be damaged. */
export function refusalOfTiff(encoded: Uint8Array): IngestError | undefined {
  const header = readTiffHeader(encoded);
  const strange = header && strangeIn(header);
  return strange === undefined ? undefined : unsupportedTiff(strange);
}

export function unsupportedTiff(what: string): IngestError {
  return undecodable(
    'unsupported-format',
    `This kind of TIFF is not read: ${what}. Convert it to PNG or to a plain TIFF.`,
  );
}

function wholeBmp(encoded: Uint8Array, limits: DecodeLimits): RawImage {
  const header = whole('BMP', () => readBmpHeader(encoded));
  if (header.strange !== undefined)
    throw undecodable('unsupported-format', `This kind of BMP is not read: ${header.strange}. Convert it to PNG.`);
  if (header.width * header.height > limits.maxPixels) throw tooManyPixels(header, limits);
  return whole('BMP', () => decodeBmp(encoded, header));
}

function whole<Result>(name: string, decode: () => Result): Result {
  try {
    return decode();
  } catch (cause) {
    throw undecodable('corrupt-image', `The image is damaged or cut short: it is not a whole ${name}.`, cause);
  }
}
