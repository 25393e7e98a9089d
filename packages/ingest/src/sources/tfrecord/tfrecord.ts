import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Box, type DecodeLimits, messageOf, type Source } from '@sightline/contracts';
import { sortedByCodePoints } from '../../code-points.ts';
import { IngestError } from '../../errors.ts';
import { tooManyBytes } from '../../image.ts';
import { classLabels } from '../arrays/array-items.ts';
import { type ByteFile, openByteFile } from '../byte-file.ts';
import { findSource } from '../find-source.ts';
import { progressOf } from '../../report-progress.ts';
import { labelled, listingOf } from '../listing.ts';
import { withResources } from '../resources.ts';
import type { OpenContext, RefusedItem, SampleItem, SourceListing } from '../source.ts';
import { splitInName } from '../split-name.ts';
import { decodeExample, type Feature } from './example.ts';
import { readRecord, readRecords, type RecordPlace } from './records.ts';

type TfRecordSource = Extract<Source, { kind: 'tfrecord' }>;
type Example = ReadonlyMap<string, Feature>;
/** A sample whose label may still be a number. */
type Listed = Omit<SampleItem, 'label'> & { label: number | string | undefined };

const NAME = /\.tfrecords?\b/i;

/**
 * Lists the records of TFRecord files, each a `tf.train.Example`. Checksums are checked; a record that is damaged is set aside. A file called `…-train-…` is in that split.
 * A file that ends in `.gz` is inflated first.
 *
 * @throws IngestError `ingest/source-not-found` and what `listingOf` throws
 */
export async function openTfRecord(source: TfRecordSource, context: OpenContext): Promise<SourceListing> {
  const place = await findSource(source.path, 'either', 'a TFRecord file or a folder of .tfrecord files');
  const inFolder = (await stat(place)).isDirectory();
  const names = inFolder ? (await readdir(place)).filter((name) => NAME.test(name)) : [basename(place)];
  return withResources(context, async (resources) => {
    const refused: RefusedItem[] = [];
    const listed: Listed[] = [];
    for (const name of sortedByCodePoints(names, (text) => text)) {
      const file = await openByteFile(inFolder ? join(place, name) : place, resources);
      const advance = progressOf(resources, file.size, 'bytes', `reading ${name}`);
      let [index, done] = [0, 0];
      for await (const record of readRecords(file)) {
        const next = 'data' in record ? record.offset + record.length : done;
        advance(next - done);
        done = next;
        const id = `${name}/${String(index++).padStart(8, '0')}`;
        const item = 'refusal' in record ? { id, ...record } : itemOf(file, record, { id, name, source });
        if ('refusal' in item) refused.push(item);
        else listed.push(item);
      }
      advance(file.size - done);
    }
    const numbers = listed.flatMap(({ label }) => (typeof label === 'number' ? [label] : []));
    const labelOf = classLabels([numbers], source.classes);
    const samples = listed.map(({ label, ...item }) =>
      labelled({ ...item, label: label === undefined ? undefined : labelOf(label) }),
    );
    return listingOf(source.path, [...samples, ...refused]);
  });
}

function itemOf(
  file: ByteFile,
  { data, offset, length }: RecordPlace & { data: Uint8Array },
  { id, name, source: { features } }: { id: string; name: string; source: TfRecordSource },
): Listed | RefusedItem {
  const refused = (reason: RefusedItem['refusal']['reason'], detail: string) => ({ id, refusal: { reason, detail } });
  let example: Example;
  try {
    example = decodeExample(data);
  } catch (error) {
    return refused('corrupt-record', `It is no tf.train.Example: ${messageOf(error)}`);
  }
  if (!imageOf(example, features.image)) {
    const known = [...example.keys()].sort().join(', ') || 'none';
    return refused(
      'missing-file',
      `It has no feature "${features.image}" of bytes; it has ${known}. Name it in features.image.`,
    );
  }
  const boxes = boxesOf(example, features);
  if (typeof boxes === 'string') return refused('invalid-annotation', boxes);
  const split = splitInName(name);
  const group = features.group === null ? undefined : firstOf(example, features.group);
  return {
    id,
    label: firstOf(example, features.label),
    ...(boxes && { boxes: { unit: 'share', boxes } }),
    ...(group !== undefined && { group: String(group) }),
    ...(split && { split }),
    read: (limits) => readImage(file, { offset, length }, { name: features.image, limits }),
  };
}

async function readImage(
  file: ByteFile,
  place: RecordPlace,
  { name, limits }: { name: string; limits: DecodeLimits },
): Promise<Uint8Array> {
  const data = await readRecord(file, place);
  const image = data && imageOf(decodeExample(data), name);
  if (!image) {
    const message = 'The record changed while it was read.';
    throw new IngestError('ingest/undecodable-image', message, { reason: 'corrupt-record' });
  }
  if (image.length > limits.maxBytes) throw tooManyBytes(image.length, limits);
  return image;
}

function imageOf(example: Example, name: string): Uint8Array | undefined {
  const feature = example.get(name);
  return feature && 'bytes' in feature ? feature.bytes[0] : undefined;
}

function firstOf(example: Example, name: string): number | string | undefined {
  const [first] = valuesOf(example.get(name));
  return first;
}

/** Bytes as text. */
function valuesOf(feature: Feature | undefined): (number | string)[] {
  if (!feature) return [];
  if ('bytes' in feature) return feature.bytes.map((bytes) => Buffer.from(bytes).toString());
  return 'floats' in feature ? feature.floats : feature.integers;
}

/** Nothing where the example tells of no boxes; a text where they are wrong. */
function boxesOf(example: Example, names: TfRecordSource['features']): Box[] | string | undefined {
  const sides = (['xmin', 'ymin', 'xmax', 'ymax'] as const).map((side) => example.get(`${names.boxes}/${side}`));
  if (sides.every((side) => side === undefined)) return undefined;
  const [xmin = [], ymin = [], xmax = [], ymax = []] = sides.map((side) => valuesOf(side).map(Number));
  const labels = valuesOf(example.get(names.boxLabels)).map(String);
  const lengths = [xmin, ymin, xmax, ymax, labels].map(({ length }) => length);
  if (new Set(lengths).size > 1) {
    return `It has ${lengths.slice(0, 4).join(', ')} values of xmin, ymin, xmax, ymax and ${lengths[4]} of "${names.boxLabels}"; each box needs one of each.`;
  }
  return labels.map((label, index) => {
    const [x = 0, y = 0] = [xmin[index], ymin[index]];
    return { label, x, y, width: (xmax[index] ?? 0) - x, height: (ymax[index] ?? 0) - y };
  });
}
