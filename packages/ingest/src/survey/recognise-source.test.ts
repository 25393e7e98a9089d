import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourceSchema } from '@sightline/contracts';
import { IngestError } from '../errors.ts';
import { recogniseSource } from './recognise-source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-recognise-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
const empty = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '']));
/** Rows of a table, after its header. */
const rows = (count: number, row: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => row(index)).join('\n');

describe('recogniseSource', () => {
  it.each<[string, Record<string, string>, object]>([
    ['class folders', empty('cat/1.jpg', 'dog/1.png'), { kind: 'image-folder' }],
    ['folders of splits', empty('train/cat/1.jpg', 'test/cat/1.jpg'), { kind: 'image-folder' }],
    [
      'class folders beside a table of something else',
      { ...empty('a/1.png', 'b/1.png'), 'log.csv': 'x,y\n1,2\n' },
      { kind: 'image-folder' },
    ],
    ['videos', empty('walk/1.mp4', 'run/1.mp4'), { kind: 'video', frames: { by: 'clip' } }],
    ['the files of MNIST', empty('train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz'), { kind: 'idx' }],
    ['the files of CIFAR-10', empty('data_batch_1.bin', 'test_batch.bin'), { kind: 'cifar' }],
    ['the files of CIFAR-100', empty('train.bin', 'fine_label_names.txt'), { kind: 'cifar', labels: '100-fine' }],
    ['NumPy arrays', empty('x_train.npy', 'y_train.npy'), { kind: 'npy' }],
    ['YOLO', empty('data.yaml', 'images/1.jpg', 'labels/1.txt'), { kind: 'yolo' }],
    ['Pascal VOC', empty('Annotations/1.xml', 'JPEGImages/1.jpg'), { kind: 'pascal-voc' }],
    ['shards', empty('train-000.tar', 'train-001.tar'), { kind: 'webdataset' }],
    [
      'COCO',
      empty('annotations/instances_train2017.json', 'train2017/1.jpg', 'annotations/instances_val2017.json'),
      {
        kind: 'coco',
        sets: [
          { annotations: 'annotations/instances_train2017.json', images: 'train2017', split: 'train' },
          { annotations: 'annotations/instances_val2017.json', split: 'validation' },
        ],
      },
    ],
  ])('knows %s', async (_, files, expected) => {
    await write(files);
    const source = await recogniseSource(folder);
    expect(source).toMatchObject({ ...expected, path: folder });
    expect(sourceSchema.safeParse(source)).toMatchObject({ success: true });
  });

  it.each<[string, string, string, object]>([
    ['usual columns', 'labels.csv', `path,label\n${rows(4, () => 'images/1.png,cat')}`, {}],
    [
      'other columns',
      'a.csv',
      `id;picture;breed\n${rows(4, (at) => `${at};images/1.png;${at % 2 ? 'cat' : 'dog'}`)}`,
      { columns: { path: 'picture', label: 'breed' } },
    ],
    [
      'numbers',
      'a.csv',
      `file,angle,weight\n${rows(9, (at) => `images/1.png,${at / 7},${at}`)}`,
      { values: ['angle', 'weight'] },
    ],
    [
      'numbered classes',
      'a.tsv',
      `file\tdigit\n${rows(9, (at) => `images/1.png\t${at % 3}`)}`,
      { columns: { label: 'digit' } },
    ],
    ['lines of JSON', 'a.jsonl', rows(4, () => '{"file_name":"images/1.png","labels":["cat"]}'), {}],
  ])('knows a table with %s', async (_, name, text, expected) => {
    await write({ ...empty('images/1.png'), [name]: text });
    const source = { kind: 'manifest', path: join(folder, name), ...expected };
    expect(await recogniseSource(folder)).toEqual(source);
    expect(await recogniseSource(join(folder, name))).toEqual(source);
    expect(sourceSchema.safeParse(source)).toMatchObject({ success: true });
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['nothing', {}, '.', /holds neither images nor videos/],
    ['images side by side', empty('1.jpg', '2.jpg'), '.', /2 images lie side by side/],
    ['videos side by side', empty('1.mp4'), '.', /1 videos lie side by side/],
    [
      'a table of other things',
      { 'a.csv': 'city,people\nRome,3\n' },
      'a.csv',
      /has a column of paths, relative to the table/,
    ],
    ['a text', { 'a.txt': 'x' }, 'a.txt', /Allowed: a folder, a table \(\.csv/],
    ['what is not there', {}, 'none', /none does not exist/],
  ])('says what is missing: %s', async (_, files, path, says) => {
    await write(files);
    await expect(recogniseSource(join(folder, path))).rejects.toThrow(IngestError);
    await expect(recogniseSource(join(folder, path))).rejects.toThrow(says);
  });
});
