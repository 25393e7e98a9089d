import type { DecodeLimits } from '@sightline/contracts';
import { IngestError } from '../errors.ts';

/** The refusal of an image or a video, with its reason. */
export function undecodable(reason: NonNullable<IngestError['reason']>, message: string, cause?: unknown): IngestError {
  return new IngestError('ingest/undecodable-image', message, { reason, cause });
}

/** The refusal of a file over `maxBytes`. */
export function tooManyBytes(bytes: number, limits: DecodeLimits): IngestError {
  return undecodable('too-many-bytes', `The file has ${bytes} bytes; at most ${limits.maxBytes} are read (maxBytes).`);
}

/** The refusal of an image over `maxPixels`. */
export function tooManyPixels(
  { width, height }: { width: number; height: number },
  limits: DecodeLimits,
  cause?: unknown,
): IngestError {
  return undecodable(
    'too-many-pixels',
    `The image has ${width} × ${height} pixels; at most ${limits.maxPixels} in all are decoded (maxPixels).`,
    cause,
  );
}
