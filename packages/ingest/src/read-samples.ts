import { createHash } from 'node:crypto';
import type {
  Annotations,
  Box,
  DecodeLimits,
  Quarantined,
  RawImage,
  SamplePart,
  SplitName,
} from '@sightline/contracts';
import { boxesAsFractions } from './sources/boxes/boxes-as-fractions.ts';
import { contentOf } from './dataset/parts.ts';
import { IngestError } from './errors.ts';
import { type ImageFormat, imageFormat } from './formats/format.ts';
import { encodePng, inspectImage } from './decoding/image.ts';
import { mapInOrder } from './map-in-order.ts';
import type { SampleItem, SourceItem } from './sources/source.ts';
import type { DecodeVerdicts } from './decode-verdicts.ts';

/** An encoded image of a sample. */
interface ReadFile {
  role: SamplePart['role'];
  encoded: Uint8Array;
  format: ImageFormat;
  sha256: string;
}

/** A sample that was read and decoded whole: what a dataset stores of it. */
export interface ReadSample {
  id: string;
  label?: string;
  labels?: string[];
  values?: Record<string, number>;
  split: SplitName | null;
  boxes?: Box[];
  group?: string;
  time?: number;
  /** As seen, after the EXIF orientation; of a clip, each frame's. */
  width: number;
  height: number;
  /** One image, or the frames of a clip. */
  files: ReadFile[];
  /** Whether an earlier ingest had decoded all of it. */
  known: boolean;
}

/** A sample to set aside. */
export interface RefusedSample {
  quarantined: Quarantined;
  /** What it is annotated with, as far as that is known. */
  annotations: Annotations;
  /** Of the bytes that were refused; absent where none were read. */
  sha256?: string;
}

/** How samples are read. */
export interface ReadOptions {
  limits: DecodeLimits;
  /** How many are read at once. */
  concurrency?: number;
  /** Verdicts of earlier ingests: images found there are not decoded again. */
  verdicts: DecodeVerdicts;
}

/**
 * Reads and decodes samples, several at once, and yields each in the order given: as a sample, or as one to set aside.
 * Pixels are encoded as PNG. Each is read once: the bytes that are checked are those that are yielded. A clip of which
 * one frame cannot be used is set aside.
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
  const given = await item.read(options.limits);
  const role = Array.isArray(given) ? 'frame' : 'image';
  const images: CheckedImage[] = [];
  for (const image of Array.isArray(given) ? given : [given]) {
    const checked = await check(image, options);
    if ('reason' in checked) return refused(item, checked);
    images.push(checked);
  }
  const [{ width, height, file }] = images as [CheckedImage];
  const other = images.find((image) => image.width !== width || image.height !== height);
  if (other) {
    const detail = `Its frames have different sizes: ${width} × ${height} and ${other.width} × ${other.height} pixels.`;
    return refused(item, { reason: 'mixed-frame-sizes', detail });
  }
  const { id, label, labels, values, split, group, time } = item;
  const boxes = item.boxes && (await boxesAsFractions(item.boxes, { width, height }, file.encoded));
  const files = images.map((image): ReadFile => ({ role, ...image.file }));
  if (typeof boxes === 'string')
    return refused(item, { reason: 'invalid-annotation', detail: boxes, sha256: contentOf({ parts: files }) });
  return {
    id,
    ...(label !== undefined && { label }),
    ...(labels && { labels }),
    ...(values && { values }),
    split: split ?? null,
    ...(boxes && { boxes }),
    ...(group !== undefined && { group }),
    ...(time !== undefined && { time }),
    width,
    height,
    files,
    known: images.every(({ known }) => known),
  };
}

interface CheckedImage {
  file: Omit<ReadFile, 'role'>;
  /** As seen, after the EXIF orientation. */
  width: number;
  height: number;
  /** Whether an earlier ingest had decoded it. */
  known: boolean;
}

/**
 * Decodes an image whole, unless an earlier ingest has; pixels are encoded. Gives why it cannot be used where it
 * cannot.
 */
async function check(image: Uint8Array | RawImage, { limits, verdicts }: ReadOptions): Promise<CheckedImage | Refusal> {
  if (!(image instanceof Uint8Array)) {
    const encoded = await encodePng(image, limits);
    const { width, height } = image;
    return { file: { encoded, format: 'png', sha256: sha256Of(encoded) }, width, height, known: false };
  }
  const sha256 = sha256Of(image);
  const earlier = verdicts.get(sha256);
  const verdict = earlier ?? (await inspectImage(image, limits).catch(refusalIn));
  if (!earlier) verdicts.add(sha256, verdict);
  if ('reason' in verdict) return { ...verdict, sha256 };
  const { width, height } = verdict;
  const file = { encoded: image, format: imageFormat(image) as ImageFormat, sha256 };
  return { file, width, height, known: earlier !== undefined };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type Refusal = Pick<Quarantined, 'reason' | 'detail'> & Pick<RefusedSample, 'sha256'>;

/** Why a sample cannot be used. @throws the error itself, when it is not about the sample */
function refusalIn(error: unknown): Pick<Quarantined, 'reason' | 'detail'> {
  if (error instanceof IngestError && error.reason) return { reason: error.reason, detail: error.message };
  throw error;
}

function refused(item: SourceItem, { reason, detail, sha256 }: Refusal): RefusedSample {
  const { label, labels, boxes }: Partial<SampleItem> = item;
  const annotations = { label, labels, boxes: boxes?.boxes };
  return { quarantined: { path: item.id, reason, detail }, annotations, ...(sha256 !== undefined && { sha256 }) };
}
