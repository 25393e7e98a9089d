import { createHash } from 'node:crypto';
import type { Box, DecodeLimits, Quarantined, SplitName } from '@sightline/contracts';
import { IngestError } from './errors.ts';
import { encodePng, type ImageHeader, inspectImage } from './image.ts';
import { mapInOrder } from './map-in-order.ts';
import type { RawImage, SampleItem, SourceItem } from './sources/source.ts';

/** A sample that was read and decoded whole: what a dataset stores of it. */
export interface ReadSample extends ImageHeader {
  id: string;
  label: string;
  split: SplitName | null;
  boxes?: Box[];
  group?: string;
  encoded: Uint8Array;
  sha256: string;
}

/** A sample to set aside. */
export interface RefusedSample {
  quarantined: Quarantined;
  label: string | undefined;
}

/**
 * Reads and decodes samples, several at once, and yields each in the order given: as a sample, or as one to set aside. Pixels are encoded as PNG.
 *
 * @throws IngestError `ingest/source-unreadable` when a file is there but the system does not let it be read
 */
export function readSamples(
  items: Iterable<SourceItem>,
  limits: DecodeLimits,
  concurrency: number,
): AsyncGenerator<ReadSample | RefusedSample> {
  return mapInOrder(items, concurrency, async (item) => {
    try {
      return 'refusal' in item ? refused(item, item.refusal) : await readSample(item, limits);
    } catch (error) {
      if (error instanceof IngestError && error.reason)
        return refused(item, { reason: error.reason, detail: error.message });
      throw error;
    }
  });
}

async function readSample(item: SampleItem, limits: DecodeLimits): Promise<ReadSample> {
  const { encoded, ...header } = await encodedImage(await item.read(limits), limits);
  const { id, label, split = null, group } = item;
  return {
    ...header,
    id,
    label,
    split,
    ...(item.boxes && { boxes: asShares(item.boxes, header) }),
    ...(group !== undefined && { group }),
    encoded,
    sha256: createHash('sha256').update(encoded).digest('hex'),
  };
}

/** Checks an encoded image; encodes pixels, which need no check. */
async function encodedImage(
  image: Uint8Array | RawImage,
  limits: DecodeLimits,
): Promise<ImageHeader & { encoded: Uint8Array }> {
  if (image instanceof Uint8Array) return { encoded: image, ...(await inspectImage(image, limits)) };
  const { width, height } = image;
  return { encoded: await encodePng(image, limits), format: 'png', width, height };
}

function asShares({ unit, boxes }: NonNullable<SampleItem['boxes']>, { width, height }: ImageHeader): Box[] {
  if (unit === 'share') return boxes;
  return boxes.map((box) => ({
    label: box.label,
    x: box.x / width,
    y: box.y / height,
    width: box.width / width,
    height: box.height / height,
  }));
}

function refused({ id, label }: SourceItem, refusal: Omit<Quarantined, 'path'>): RefusedSample {
  return { quarantined: { path: id, ...refusal }, label };
}
