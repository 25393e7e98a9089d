import type { StageContext } from '@sightline/artifacts';
import { ingestInputSchema, type IngestOutput } from '@sightline/contracts';
import { ingestListing, type IngestSettings } from './ingest.ts';
import { type ImageArrays, openArrays } from './sources/arrays/arrays.ts';

const DEFAULTS = ingestInputSchema.parse({ source: { path: '.' } });

/**
 * Makes a dataset artifact of images in memory. Their pixels are kept as PNG.
 *
 * @throws IngestError `ingest/invalid-source` when the lengths of the lists do not match, and as `ingest`
 * @example
 * const pixels = new Uint8Array(100 * 28 * 28); // [100, 28, 28, 1]
 * const { dataset } = await ingestArrays({ pixels, width: 28, height: 28, channels: 1, labels }, context);
 */
export async function ingestArrays(
  arrays: ImageArrays,
  context: StageContext,
  { limits = DEFAULTS.limits, maxQuarantinedFraction = DEFAULTS.maxQuarantinedFraction }: Partial<IngestSettings> = {},
): Promise<IngestOutput> {
  const source = { kind: 'arrays', images: arrays.labels.length };
  return ingestListing(openArrays(arrays), { source, limits, maxQuarantinedFraction }, context);
}
