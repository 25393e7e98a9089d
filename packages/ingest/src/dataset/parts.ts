import type { DecodeLimits, Sample, SamplePart } from '@sightline/contracts';

/** Equal for samples that are byte-identical, and for no others: the sha256 of an image, or those of all frames. */
export function contentOf({ parts }: { parts: readonly Pick<SamplePart, 'sha256'>[] }): string {
  return parts.map(({ sha256 }) => sha256).join(' ');
}

/** The medium that a sample is of. */
export function mediumOf({ parts }: Pick<Sample, 'parts'>): 'image' | 'clip' {
  return parts[0]?.role === 'frame' ? 'clip' : 'image';
}

/**
 * What the images of a sample are decoded within: ingest has decoded them before, so their native size is the limit.
 */
export function decodedLimits({ width, height, parts }: Pick<Sample, 'width' | 'height' | 'parts'>): DecodeLimits {
  return { maxPixels: width * height, maxBytes: parts.reduce((most, { bytes }) => Math.max(most, bytes), 0) };
}
