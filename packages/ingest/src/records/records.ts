import { dirname } from 'node:path';
import type { ArtifactStore } from '@sightline/artifacts';
import { decodeLimitsSchema, type DecodeLimits, type RecordsSource } from '@sightline/contracts';
import { openDataset, sampleReader } from '../dataset/dataset.ts';
import { decodedLimits } from '../dataset/parts.ts';
import { isImageName } from '../formats/format.ts';
import { readFileWithin } from '../sources/files/read-file.ts';
import { locate } from '../sources/files/safe-path.ts';
import { findSource } from '../sources/find-source.ts';
import { walkFolder } from '../sources/folders/walk-folder.ts';
import { manifestRecords } from './manifest-records.ts';
import type { FileRecord, ListedRecord, RefusedRecord, SampleRecord } from './record.ts';

/** The encoded images of a record, and what they are decoded within. */
interface EncodedRecord {
  readonly images: readonly Uint8Array[];
  readonly limits: DecodeLimits;
}

/** A record that has images. */
export type ReadableRecord = Exclude<ListedRecord, RefusedRecord>;

/** What the records of each kind of source are. */
interface RecordOf {
  folder: FileRecord;
  manifest: FileRecord;
  dataset: SampleRecord;
}
type Of<Kind extends keyof RecordOf> = Extract<RecordsSource, { kind: Kind }>;

/** A kind of source of records. */
interface RecordsReader<Kind extends keyof RecordOf> {
  /** Its records, in an order that is the same each time. */
  list(
    source: Of<Kind>,
    from: { store: ArtifactStore; signal: AbortSignal },
  ): AsyncGenerator<RecordOf[Kind] | RefusedRecord>;
  /** What reads records of this source. */
  open(source: Of<Kind>, store: ArtifactStore): Promise<(record: RecordOf[Kind]) => Promise<EncodedRecord>>;
}

const LIMITS = decodeLimitsSchema.parse({});

const folder: RecordsReader<'folder'> = {
  async *list({ path }, { signal }) {
    const root = await findSource(path, 'folder', 'a folder of images');
    for await (const entry of walkFolder(root, { signal })) {
      const isFile = entry.type === 'file' || entry.type === 'link';
      if (isFile && isImageName(entry.path)) yield { kind: 'file', id: entry.path };
    }
  },
  open: async ({ path }) => fileReader(await findSource(path, 'folder', 'a folder of images')),
};

const manifest: RecordsReader<'manifest'> = {
  async *list({ path }, { signal }) {
    const file = await findSource(path, 'file', 'a table of images');
    yield* manifestRecords(file, signal);
  },
  open: async ({ path }) => fileReader(dirname(await findSource(path, 'file', 'a table of images'))),
};

const dataset: RecordsReader<'dataset'> = {
  async *list({ dataset: ref }, { store }) {
    for (const { id, shard, parts, width, height } of (await openDataset(store, ref)).samples)
      yield { kind: 'sample', id, shard, parts, width, height };
  },
  async open({ dataset: ref }, store) {
    const read = sampleReader(store, ref);
    return async (record) => ({ images: await read(record), limits: decodedLimits(record) });
  },
};

/** The readers, one for each kind of source. */
export const recordReaders: { readonly [Kind in RecordsSource['kind']]: RecordsReader<Kind> } = {
  folder,
  manifest,
  dataset,
};

type AnyReader = RecordsReader<RecordsSource['kind']>;

/**
 * Lists what a source has to ask a model about, as it comes: the list is not in memory.
 *
 * @throws IngestError `ingest/source-not-found`, `ingest/invalid-source`, `ingest/source-unreadable`,
 * `ingest/source-changed`; ArtifactError of a dataset
 */
export function listRecords(
  source: RecordsSource,
  from: { store: ArtifactStore; signal: AbortSignal },
): AsyncGenerator<ListedRecord> {
  return (recordReaders[source.kind] as AnyReader).list(source, from);
}

/** Opens a source whose records were listed before. */
export function openRecords(
  source: RecordsSource,
  store: ArtifactStore,
): Promise<(record: ReadableRecord) => Promise<EncodedRecord>> {
  return (recordReaders[source.kind] as AnyReader).open(source, store);
}

function fileReader(root: string): (record: FileRecord) => Promise<EncodedRecord> {
  return async ({ id }) => ({ images: [await readFileWithin(await locate(root, id), LIMITS)], limits: LIMITS });
}
