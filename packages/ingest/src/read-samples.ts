import { createHash } from 'node:crypto';
import type { Box, DecodeLimits, Quarantined, SplitName } from '@sightline/contracts';
import { boxesAsShares } from './boxes-as-shares.ts';
import { IngestError } from './errors.ts';
import { type ImageFormat, imageFormat } from './formats/format.ts';
import { encodePng, type ImageHeader, inspectImage } from './decoding/image.ts';
import { mapInOrder } from './map-in-order.ts';
import type { SampleItem, SourceItem } from './sources/source.ts';
import type { VettedImages } from './vetted-images.ts';

/** A sample that was read and decoded whole: what a dataset stores of it. */
export interface ReadSample extends ImageHeader {
  id: string;
  label: string;
  split: SplitName | null;
  boxes?: Box[];
  group?: string;
  time?: number;
  encoded: Uint8Array;
  sha256: string;
  /** Whether an earlier ingest had decoded it. */
  known: boolean;
}

/** A sample to set aside. */
export interface RefusedSample {
  quarantined: Quarantined;
  label: string | undefined;
  /** Of the bytes that were refused; absent where none were read. */
  sha256?: string;
}

/** How samples are read. */
export interface ReadOptions {
  limits: DecodeLimits;
  /** How many are read at once. */
  concurrency?: number;
  /** Verdicts of earlier ingests: images found there are not decoded again. */
  vetted: VettedImages;
}

/**
 * Reads and decodes samples, several at once, and yields each in the order given: as a sample, or as one to set aside. Pixels are encoded as PNG. Each is read
 * once: the bytes that are vetted are those that are yielded.
 *
 * @throws IngestError `ingest/source-unreadable` when a file is there but the system does not let it be read
 */
export function readSamples(
  items: Iterable<SourceItem>,
  options: ReadOptions,
): AsyncGenerator<ReadSample | RefusedSample> {
  const read = async (item: SourceItem): Promise<ReadSample | RefusedSample> => {
    if ('refusal' in item) return refused(item, item.refusal);
    try {
      return await readSample(item, options);
    } catch (error) {
      return refused(item, refusalIn(error));
    }
  };
  return mapInOrder(items, read, options.concurrency);
}

async function readSample(item: SampleItem, options: ReadOptions): Promise<ReadSample | RefusedSample> {
  const image = await item.read(options.limits);
  if (!(image instanceof Uint8Array)) {
    const encoded = await encodePng(image, options.limits);
    const { width, height } = image;
    return sampleOf(item, { encoded, format: 'png', width, height, sha256: sha256Of(encoded), known: false });
  }
  const sha256 = sha256Of(image);
  const earlier = options.vetted.get(sha256);
  const verdict = earlier ?? (await inspectImage(image, options.limits).catch(refusalIn));
  if (!earlier) options.vetted.add(sha256, verdict);
  if ('reason' in verdict) return { ...refused(item, verdict), sha256 };
  const { width, height } = verdict;
  const format = imageFormat(image) as ImageFormat;
  return sampleOf(item, { encoded: image, format, width, height, sha256, known: earlier !== undefined });
}

async function sampleOf(
  item: SampleItem,
  image: ImageHeader & Pick<ReadSample, 'encoded' | 'sha256' | 'known'>,
): Promise<ReadSample | RefusedSample> {
  const { id, label, split, group, time } = item;
  const boxes = item.boxes && (await boxesAsShares(item.boxes, image, image.encoded));
  if (typeof boxes === 'string')
    return { ...refused(item, { reason: 'invalid-annotation', detail: boxes }), sha256: image.sha256 };
  return {
    ...image,
    id,
    label,
    split: split ?? null,
    ...(boxes && { boxes }),
    ...(group !== undefined && { group }),
    ...(time !== undefined && { time }),
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Why a sample cannot be used. @throws the error itself, when it is not about the sample */
function refusalIn(error: unknown): Pick<Quarantined, 'reason' | 'detail'> {
  if (error instanceof IngestError && error.reason) return { reason: error.reason, detail: error.message };
  throw error;
}

function refused({ id, label }: SourceItem, refusal: Omit<Quarantined, 'path'>): RefusedSample {
  return { quarantined: { path: id, ...refusal }, label };
}
