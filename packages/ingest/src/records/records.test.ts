import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { ingestInputSchema, preprocessSchema, type RecordsSource } from '@sightline/contracts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { ingest } from '../ingest.ts';
import { openInputs } from '../media/inputs/open-inputs.ts';
import { loadRecords } from './load-records.ts';
import { listRecords, openRecords, recordReaders } from './records.ts';

let place: Workplace;
beforeEach(async () => (place = await openWorkplace()));
afterEach(() => place.remove());

const reader = openInputs(preprocessSchema.parse({ width: 4, height: 1, channels: 1 }));
const signal = new AbortController().signal;

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What there is of each record: its pixels, or why it has none. */
async function loaded(source: RecordsSource): Promise<Record<string, number[] | string>> {
  const store = place.context.artifacts;
  const records = await allOf(listRecords(source, { store, signal }));
  // As it is kept between the listing and the prediction.
  const kept = JSON.parse(JSON.stringify(records)) as typeof records;
  const read = await openRecords(source, store);
  const all = await allOf(loadRecords(kept, read, reader));
  return Object.fromEntries(
    all.map((record) => [record.id, 'pixels' in record ? [...record.pixels] : record.reason] as const),
  );
}

/** Each kind of source, of the same two images. */
const SOURCES: Record<RecordsSource['kind'], () => Promise<RecordsSource>> = {
  folder: async () => ({ kind: 'folder', path: place.source }),
  async manifest() {
    await writeFiles(place.source, { 'all.jsonl': '{"image":"cat/1.png"}\n{"image":"dog/2.png"}\n' });
    return { kind: 'manifest', path: join(place.source, 'all.jsonl') };
  },
  async dataset() {
    const { dataset } = await ingest(ingestInputSchema.parse({ source: { path: place.source } }), place.context);
    return { kind: 'dataset', dataset };
  },
};

it.each(Object.keys(recordReaders) as RecordsSource['kind'][])('a %s gives its images in one order', async (kind) => {
  await writeFiles(place.source, {
    'dog/2.png': await greyPng([5, 6, 7, 8]),
    'cat/1.png': await greyPng([1, 2, 3, 4]),
  });
  const source = await SOURCES[kind]();
  const records = await loaded(source);
  expect(Object.entries(records)).toEqual([
    ['cat/1.png', [1, 2, 3, 4]],
    ['dog/2.png', [5, 6, 7, 8]],
  ]);
});

it('a folder gives images that cannot be read with their reasons, and nothing else', async () => {
  await writeFiles(place.source, {
    'good.png': await greyPng([1, 2, 3, 4]),
    'deep/er/empty.png': '',
    'deep/torn.png': (await greyPng([1, 2, 3, 4])).subarray(0, 40),
    'notes.txt': 'no image',
    '.hidden/one.png': await greyPng([1, 2, 3, 4]),
  });
  expect(await loaded({ kind: 'folder', path: place.source })).toEqual({
    'deep/er/empty.png': 'empty-file',
    'deep/torn.png': 'corrupt-image',
    'good.png': [1, 2, 3, 4],
  });
});

it('a file that nobody may read is a bad record', async () => {
  await writeFiles(place.source, { 'good.png': await greyPng([1, 2, 3, 4]), 'kept.png': await greyPng([1, 2, 3, 4]) });
  await chmod(join(place.source, 'kept.png'), 0);
  const isRoot = process.getuid?.() === 0;
  expect(await loaded({ kind: 'folder', path: place.source })).toEqual({
    'good.png': [1, 2, 3, 4],
    'kept.png': isRoot ? [1, 2, 3, 4] : 'permission-denied',
  });
});

it('a table needs no labels; rows without a file are bad records', async () => {
  await writeFiles(place.source, {
    'good.png': await greyPng([1, 2, 3, 4]),
    'all.csv': 'file_name,note\ngood.png,a\nnowhere.png,b\n../outside.png,c\n,d\ngood.png\n',
  });
  expect(await loaded({ kind: 'manifest', path: join(place.source, 'all.csv') })).toEqual({
    'good.png': [1, 2, 3, 4],
    'nowhere.png': 'missing-file',
    '../outside.png': 'outside-source',
    'all.csv:row 4': 'corrupt-record',
    'all.csv:row 5': 'corrupt-record',
  });
});

it.each([
  ['all.csv', 'name\na.png\n', /none is known to hold the path of an image/],
  ['all.txt', 'a.png\n', /is not a table by its extension/],
])('refuses a table without paths: %s', async (name, text, message) => {
  await writeFiles(place.source, { [name]: text });
  const path = join(place.source, name);
  await expect(loaded({ kind: 'manifest', path })).rejects.toMatchObject({
    code: 'ingest/invalid-source',
    message: expect.stringMatching(message),
  });
});
