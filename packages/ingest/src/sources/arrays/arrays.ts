import type { Box, SplitName, RawImage } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { labelled, listingOf } from '../listing.ts';
import type { SourceListing } from '../source.ts';

/** Images in memory: `pixels` is `[labels.length, height, width, channels]`, 0 to 255. */
export interface ImageArrays extends RawImage {
  /** One per image, as in the lists that may follow. */
  labels: readonly string[];
  /** Default: `00000000`, `00000001`, … */
  ids?: readonly string[];
  boxes?: readonly (readonly Box[])[];
  groups?: readonly string[];
  splits?: readonly SplitName[];
}

/** Lists images in memory. @throws IngestError `ingest/invalid-source` when lengths do not match */
export function openArrays({ pixels, width, height, channels, labels, ...lists }: ImageArrays): SourceListing {
  const imageBytes = width * height * channels;
  const lengths = Object.entries({ ...lists, labels }).map(([name, list]) => [name, list.length] as const);
  const wrong = lengths.find(([, length]) => length * imageBytes !== pixels.length);
  if (wrong || imageBytes === 0) {
    throw new IngestError(
      'ingest/invalid-source',
      `The arrays hold ${pixels.length} values in pixels, and ` +
        `${lengths.map(([name, length]) => `${length} ${name}`).join(', ')}; each list needs one entry for each ` +
        `image of ${width} × ${height} × ${channels} values.`,
    );
  }
  const items = labels.map((label, index) => {
    const [group, split, boxes] = [lists.groups?.[index], lists.splits?.[index], lists.boxes?.[index]];
    return labelled({
      id: lists.ids?.[index] ?? String(index).padStart(8, '0'),
      label,
      ...(boxes && { boxes: { unit: 'fraction', boxes: [...boxes] } }),
      ...(group !== undefined && { group }),
      ...(split && { split }),
      read: async () => ({
        pixels: pixels.subarray(index * imageBytes, (index + 1) * imageBytes),
        width,
        height,
        channels,
      }),
    });
  });
  return listingOf('of arrays in memory', items);
}
