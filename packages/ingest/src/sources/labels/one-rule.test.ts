import { join } from 'node:path';
import { sourceSchema } from '@sightline/contracts';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { tarOf } from '../archive/archive.fixture.ts';
import { idxOf, npyOf, pixelsOf } from '../arrays/arrays.fixture.ts';
import { vocObject } from '../boxes/boxes.fixture.ts';
import { classesOfItem } from './settle-labels.ts';
import { openSource } from '../sources.ts';
import { exampleOf, recordOf } from '../tfrecord/tfrecord.fixture.ts';

type Files = Record<string, string | Uint8Array>;
const NUMBERS = Array.from({ length: 12 }, (_, index) => index);
const images = (folder: string, image: Uint8Array): Files =>
  Object.fromEntries(NUMBERS.map((number) => [`${folder}${number}.png`, image]));
const rows = NUMBERS.map((label) => ({ path: `${label}.png`, label }));
const membersOf = (image: Uint8Array, extension: string, text: (label: number) => string) =>
  NUMBERS.flatMap((label) => [
    { name: `${label}.png`, data: image },
    { name: `${label}.${extension}`, data: text(label) },
  ]);
const names = NUMBERS.map(String);
const boxes = {
  images: rows.map(({ path, label }) => ({ id: label, file_name: path })),
  annotations: NUMBERS.map((id) => ({ image_id: id, category_id: id, bbox: [0, 0, 2, 1] })),
  categories: NUMBERS.map((id) => ({ id, name: String(id) })),
};

/** Twelve samples of classes that are called 0 to 11. */
const sources: Record<string, (image: Uint8Array) => [object, Files] | Promise<[object, Files]>> = {
  'image-folder': (image) => [{}, Object.fromEntries(NUMBERS.map((label) => [`${label}/a.png`, image]))],
  csv: (image) => [
    { kind: 'manifest', path: 'm.csv' },
    { ...images('', image), 'm.csv': `path,label\n${rows.map(({ path, label }) => `${path},${label}`).join('\n')}` },
  ],
  json: (image) => [
    { kind: 'manifest', path: 'm.json' },
    { ...images('', image), 'm.json': JSON.stringify(rows) },
  ],
  parquet: (image) => [
    { kind: 'manifest', path: 'm.parquet' },
    {
      ...images('', image),
      'm.parquet': new Uint8Array(
        parquetWriteBuffer({
          columnData: [
            { name: 'path', data: rows.map(({ path }) => path), type: 'STRING' },
            { name: 'label', data: rows.map(({ label }) => label), type: 'DOUBLE' },
          ],
        }),
      ),
    },
  ],
  cls: async (image) => [
    { kind: 'webdataset', path: 'a.tar' },
    { 'a.tar': await tarOf(membersOf(image, 'cls', (label) => `${label}\n`)) },
  ],
  'json of a WebDataset': async (image) => [
    { kind: 'webdataset', path: 'a.tar' },
    { 'a.tar': await tarOf(membersOf(image, 'json', (label) => JSON.stringify({ label }))) },
  ],
  tfrecord: (image) => [
    { kind: 'tfrecord', path: 'a.tfrecord' },
    {
      'a.tfrecord': Buffer.concat(
        NUMBERS.map((label) => recordOf(exampleOf({ 'image/encoded': [image], 'image/class/label': [label] }))),
      ),
    },
  ],
  npy: () => [
    { kind: 'npy' },
    { 'x.npy': npyOf('|u1', [12, 1, 2], pixelsOf(24)), 'y.npy': npyOf('|u1', [12], NUMBERS) },
  ],
  idx: () => [
    { kind: 'idx' },
    { 'a-images-idx3-ubyte': idxOf([12, 1, 2], pixelsOf(24)), 'a-labels-idx1-ubyte': idxOf([12], NUMBERS) },
  ],
  coco: (image) => [
    { kind: 'coco', sets: [{ annotations: 'a.json' }] },
    { ...images('', image), 'a.json': JSON.stringify(boxes) },
  ],
  yolo: (image) => [
    { kind: 'yolo' },
    {
      'data.yaml': `names: [${names.join(', ')}]`,
      ...images('images/', image),
      ...Object.fromEntries(NUMBERS.map((label) => [`labels/${label}.txt`, `${label} 0.5 0.5 0.5 0.5`])),
    },
  ],
  'pascal-voc': (image) => [
    { kind: 'pascal-voc' },
    {
      ...images('', image),
      ...Object.fromEntries(
        names.map((name) => [`${name}.xml`, `<annotation>${vocObject(name, [1, 1, 2, 1])}</annotation>`]),
      ),
    },
  ],
};

describe('classes that are numbers', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  it.each(Object.keys(sources))('have one name and the order of the numbers in every source: %s', async (kind) => {
    const [source, files] = await sources[kind]!(await greyPng([1, 2]));
    await writeFiles(place.source, files);
    const { path = '.', ...settings } = source as { path?: string };
    const parsed = sourceSchema.parse({ ...settings, path: join(place.source, path) });
    const listing = await openSource(parsed, place.context);
    await listing.close?.();
    expect(listing.labels).toEqual(NUMBERS.map((number) => String(number).padStart(2, '0')));
    for (const item of listing.items) expect(classesOfItem(item)).toHaveLength(1);
  });
});
