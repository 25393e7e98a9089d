import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type DecodeLimits, messageOf, sortedByCodePoints, type Source, type SplitName } from '@sightline/contracts';
import { IngestError } from '../../errors.ts';
import { tooManyBytes } from '../../formats/refusals.ts';
import { type ByteFile, openByteFile } from '../files/byte-file.ts';
import { findSource } from '../find-source.ts';
import { listFiles } from '../folders/list-files.ts';
import { progressOf } from '../../report-progress.ts';
import { namesIn } from '../labels/class-names.ts';
import { labelled, listingOf } from '../listing.ts';
import { withResources } from '../resources.ts';
import type { OpenContext, RefusedItem, SourceItem, SourceListing } from '../source.ts';
import { splitOfFile } from '../split-name.ts';
import { readText } from '../text/read-text.ts';
import { decodeExample } from './example.ts';
import { boxesIn, type Example, imageIn, valueIn } from './features.ts';
import { readRecord, readRecords, type RecordPlace } from './records.ts';

type TfRecordSource = Extract<Source, { kind: 'tfrecord' }>;

/** As TensorFlow's own scripts, TFDS and others call such files: `a.tfrecord`, `a.record`, `train-00000-of-01024`. */
const NAME = /\.(tfrecords?|tfrec|record)\b|-\d{5}-of-\d{5}(\.gz)?$/i;

/** What TFDS and others keep beside records. */
const BESIDE = /\.(json|txt|pbtxt|md|csv|ya?ml)$/i;

/**
 * Lists the records of TFRecord files at any depth, each a `tf.train.Example`. Checksums are checked; a record that is
 * damaged is set aside. A file called `…-train-…`, or in a folder `train`, is in that split. A file that ends in `.gz`
 * is inflated first.
 *
 * @throws IngestError `ingest/source-not-found` and what `listingOf` throws
 */
export async function openTfRecord(source: TfRecordSource, context: OpenContext): Promise<SourceListing> {
  const place = await findSource(source.path, 'either', 'a TFRecord file or a folder of .tfrecord files');
  const inFolder = (await stat(place)).isDirectory();
  const files = inFolder ? await listFiles(place) : [basename(place)];
  const names = inFolder ? files.filter(isRecordFile) : files;
  const others = files.filter((name) => !names.includes(name) && !BESIDE.test(name));
  const classes = source.classes.length > 0 ? source.classes : await namesBeside(place, files, source);
  return withResources(context, async (resources) => {
    const samples: SourceItem[] = others.map(notRead);
    for (const name of sortedByCodePoints(names, (text) => text)) {
      const file = await openByteFile(inFolder ? join(place, name) : place, resources);
      const advance = progressOf(resources, file.size, 'bytes', `reading ${name}`);
      let [index, done] = [0, 0];
      for await (const record of readRecords(file)) {
        const next = 'data' in record ? record.offset + record.length : done;
        advance(next - done);
        done = next;
        const id = `${name}/${String(index++).padStart(8, '0')}`;
        const described = { id, split: splitOfFile(name), features: source.features, classes };
        const item = 'refusal' in record ? { id, ...record } : itemOf(file, record, described);
        samples.push(item);
      }
      advance(file.size - done);
    }
    return listingOf(source.path, samples);
  });
}

function isRecordFile(path: string): boolean {
  return NAME.test(basename(path));
}

function notRead(id: string): RefusedItem {
  const detail =
    'Its name is not that of a TFRecord file. Allowed: .tfrecord, .tfrecords, .tfrec, .record, …-00000-of-00001.';
  return { id, refusal: { reason: 'unsupported-format', detail } };
}

interface RecordFile {
  id: string;
  split: SplitName | undefined;
  features: TfRecordSource['features'];
  /** The names of the classes, where they are known. */
  classes: readonly string[];
}

function itemOf(
  file: ByteFile,
  { data, offset, length }: RecordPlace & { data: Uint8Array },
  { id, split, features, classes }: RecordFile,
): SourceItem {
  const refused = (reason: RefusedItem['refusal']['reason'], detail: string) => ({ id, refusal: { reason, detail } });
  let example: Example;
  try {
    example = decodeExample(data);
  } catch (error) {
    return refused('corrupt-record', `It is not a tf.train.Example: ${messageOf(error)}`);
  }
  const image = imageIn(example, features.image);
  if (typeof image === 'string') return refused('missing-file', image);
  const label = valueIn(example, features.label, classes);
  if ('problem' in label) return refused('invalid-annotation', `"${features.label}" ${label.problem}`);
  const boxes = boxesIn(example, features, classes);
  if (typeof boxes === 'string') return refused('invalid-annotation', boxes);
  const group = features.group === null ? {} : valueIn(example, features.group);
  if ('problem' in group) return refused('invalid-annotation', `"${features.group}" ${group.problem}`);
  return labelled({
    id,
    label: label.label,
    ...(boxes && { boxes: { unit: 'fraction', boxes } }),
    ...(group.label !== undefined && { group: group.label }),
    ...(split && { split }),
    read: (limits) => readImage(file, { offset, length }, { name: features.image, limits }),
  });
}

async function readImage(
  file: ByteFile,
  place: RecordPlace,
  { name, limits }: { name: string; limits: DecodeLimits },
): Promise<Uint8Array> {
  const data = await readRecord(file, place);
  const image = data && imageIn(decodeExample(data), name);
  if (!image || typeof image === 'string') {
    const message = 'The record changed while it was read.';
    throw new IngestError('ingest/undecodable-image', message, { reason: 'corrupt-record' });
  }
  if (image.length > limits.maxBytes) throw tooManyBytes(image.length, limits);
  return image;
}

/** The names of classes that TFDS keeps beside its records. */
async function namesBeside(folder: string, files: readonly string[], { features }: TfRecordSource): Promise<string[]> {
  const wanted = [features.label, 'label'].map((name) => `${name.replaceAll('/', '-')}.labels.txt`);
  const file = wanted.find((name) => files.includes(name));
  return file === undefined ? [] : namesIn(await readText(join(folder, file)));
}
