import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipOf } from '@sightline/native/fixtures/zip';
import { openDataset } from '../../dataset/dataset.ts';
import { openWorkplace, type Workplace } from '../../image-folder.fixture.ts';
import { decodeImage } from '../../decoding/image.ts';
import { ingestArrays } from '../../ingest-arrays.ts';
import { contentOf, contentOfFiles, idxOf, npyOf, pixelsOf } from './arrays.fixture.ts';

const GOLDEN = join(__dirname, '../../../golden');

describe('arrays of images', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  const open = (source: object, files: Record<string, Uint8Array | string>) =>
    contentOfFiles(place.source, source, files);

  it('CIFAR: planes become pixels, and classes have their names', async () => {
    const planes = Buffer.concat([1, 2, 3].map((value) => Buffer.alloc(1024, value)));
    const files = { 'train.bin': Buffer.concat([Buffer.from([4, 70]), planes, Buffer.from([1, 71]), planes]) };
    const [first, second] = await open(
      { kind: 'cifar', labels: '100-fine' },
      { ...files, 'fine_label_names.txt': 'apple\n'.repeat(70) + 'rose\nsea\n' },
    );
    expect(first).toMatchObject({ id: 'train.bin/00000000', label: 'rose', split: 'train' });
    expect(first?.pixels.slice(0, 6)).toEqual([1, 2, 3, 1, 2, 3]);
    expect(second?.label).toBe('sea');
    const coarse = await open({ kind: 'cifar', labels: '100-coarse' }, {});
    expect(coarse.map(({ label }) => label)).toEqual(['4', '1']);
  });

  it('NPY and NPZ: reads what NumPy wrote', async () => {
    const value = (index: number, y: number, x: number, channel: number) =>
      (index * 31 + y * 7 + x * 3 + channel * 101) % 256;
    const image = (index: number, channels: number) =>
      Array.from({ length: 4 * 5 * channels }, (_, at) =>
        value(index, Math.floor(at / channels / 5), Math.floor(at / channels) % 5, at % channels),
      );
    const npz = await contentOf({ kind: 'npy', path: join(GOLDEN, 'digits.npz'), arrays: null });
    expect(npz.map(({ id, label, split }) => `${id} ${label} ${split}`)).toEqual([
      'x_test/00000000 2 test',
      'x_test/00000001 1 test',
      ...[0, 1, 2, 0].map((label, index) => `x_train/0000000${index} ${label} train`),
    ]);
    expect(npz[3]?.pixels).toEqual(image(1, 1));
    const npy = await contentOf({ kind: 'npy', path: join(GOLDEN, 'npy'), arrays: null });
    expect(npy.map(({ label }) => label)).toEqual(['cat', 'Zoë 🦓', 'cat']);
    expect(npy[2]?.pixels).toEqual(image(2, 3));
    const named = { images: 'x', labels: 'big' };
    const big = await contentOf({ kind: 'npy', path: join(GOLDEN, 'npy'), arrays: named });
    expect(big.map(({ label }) => label)).toEqual(['007', '300', '000']);
  });

  it('in memory: pixels are kept exactly, with labels, ids, groups, splits and boxes', async () => {
    const pixels = Uint8Array.from(pixelsOf(2 * 2 * 3 * 3));
    const box = { label: 'eye', x: 0, y: 0.5, width: 0.5, height: 0.5 };
    const lists = { ids: ['b', 'a'], groups: ['g', 'h'], splits: ['train', 'test'] as const, boxes: [[box], []] };
    const arrays = { pixels, width: 3, height: 2, channels: 3 as const, labels: ['x', 'y'], ...lists };
    const dataset = await openDataset(place.context.artifacts, (await ingestArrays(arrays, place.context)).dataset);
    const [first, second] = dataset.samples;
    expect(first).toMatchObject({ id: 'a', label: 'y', split: 'test', group: 'h', boxes: [], width: 3, height: 2 });
    expect(second).toMatchObject({ id: 'b', label: 'x', split: 'train', group: 'g', boxes: [box] });
    const preprocess = { width: 3, height: 2, channels: 3 as const, fit: 'stretch' as const, mean: [], std: [] };
    const [encoded] = await dataset.read(first!);
    expect([...(await decodeImage(encoded!, preprocess))]).toEqual([...pixels.subarray(18)]);
    await expect(ingestArrays({ ...arrays, labels: ['x'] }, place.context)).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(/36 values in pixels, and 2 ids, .*1 labels; each list needs one entry/),
    });
  });

  const images = idxOf([2, 1, 2], [1, 2, 3, 4]);
  const labels = idxOf([2], [0, 1]);
  it.each<[string, object, Record<string, Uint8Array | string>, RegExp]>([
    ['no images', { kind: 'idx' }, { 'a-labels-idx1-ubyte': labels }, /a-labels-idx1-ubyte has no images beside it/],
    ['no labels', { kind: 'idx' }, { 'a-images-idx3-ubyte': images }, /has no labels beside it: a-labels-idx1-ubyte/],
    [
      'another magic number',
      { kind: 'idx' },
      { 'a-images-idx3-ubyte': 'GIF89a', 'a-labels-idx1-ubyte': labels },
      /begins with 47 49 46 38; .* 00 00 08 03/,
    ],
    [
      'a truncated file',
      { kind: 'idx' },
      { 'a-images-idx3-ubyte': images.subarray(0, -1), 'a-labels-idx1-ubyte': labels },
      /has 19 bytes; its header \(2 × 1 × 2\) promises 20/,
    ],
    [
      'a header cut short',
      { kind: 'idx' },
      { 'a-images-idx3-ubyte': images.subarray(0, 6), 'a-labels-idx1-ubyte': labels },
      /cut short/,
    ],
    [
      'sizes beyond reason',
      { kind: 'idx' },
      { 'a-images-idx3-ubyte': idxOf([2 ** 31, 2 ** 31, 9], []), 'a-labels-idx1-ubyte': labels },
      /promises 4150/,
    ],
    [
      'other numbers of labels',
      { kind: 'idx' },
      { 'a-images-idx3-ubyte': images, 'a-labels-idx1-ubyte': idxOf([1], [1]) },
      /holds 2 images, but .* holds 1 labels/,
    ],
    [
      'a truncated gzip',
      { kind: 'idx' },
      { 'a-images-idx3-ubyte.gz': gzipSync(images).subarray(0, 20), 'a-labels-idx1-ubyte': labels },
      /not a whole gzip file/,
    ],
    [
      'half a record',
      { kind: 'cifar' },
      { 'test.bin': Buffer.alloc(3000) },
      /3000 bytes, which is not a whole number of records of 3073/,
    ],
    [
      'labels of another set',
      { kind: 'cifar' },
      { 'test.bin': Buffer.alloc(3073, 99) },
      /record 0 has the label 99; 0 to 9 are allowed/,
    ],
    [
      'pickled objects',
      { kind: 'npy' },
      { 'x.npy': npyOf('|O', [1], [1]), 'y.npy': npyOf('|O', [1], [1]) },
      /never unpickled/,
    ],
    [
      'floats',
      { kind: 'npy' },
      { 'x.npy': npyOf('<f4', [1, 1, 1], [0, 0, 0, 0]), 'y.npy': npyOf('|u1', [1], [1]) },
      /holds <f4 of shape \(1, 1, 1\); images must be \|u1/,
    ],
    [
      'Fortran order',
      { kind: 'npy' },
      { 'x.npy': npyOf('|u1', [1, 1, 1], [0], 'True'), 'y.npy': npyOf('|u1', [1], [1]) },
      /Fortran order/,
    ],
    [
      'negative labels',
      { kind: 'npy' },
      { 'x.npy': npyOf('|u1', [1, 1, 1], [0]), 'y.npy': npyOf('|i1', [1], [255]) },
      /label -1 at 0/,
    ],
    [
      'a truncated array',
      { kind: 'npy' },
      { 'x.npy': npyOf('|u1', [2, 2, 2], [0]), 'y.npy': npyOf('|u1', [2], [1, 0]) },
      /promises 136/,
    ],
    [
      'one-hot rows',
      { kind: 'npy' },
      { 'x.npy': npyOf('|u1', [2, 1, 1], [0, 1]), 'y.npy': npyOf('|u1', [2, 3], [0, 1, 0, 0, 0, 1]) },
      /labels must be whole numbers or strings of shape .* One-hot rows/,
    ],
    [
      'text that is not UTF-8',
      { kind: 'npy' },
      { 'x.npy': npyOf('|u1', [1, 1, 1], [0]), 'y.npy': npyOf('|S2', [1], [0xb9, 0xb7]) },
      /has a label at 0 that is not UTF-8/,
    ],
    ['no NPY at all', { kind: 'npy' }, { 'x.npy': 'PK', 'y.npy': '' }, /y\.npy is not an NPY file/],
    [
      'other names',
      { kind: 'npy' },
      { 'pictures.npy': '' },
      /no array that is called as images are; it has pictures\. Name/,
    ],
    [
      'a name that is not there',
      { kind: 'npy', arrays: { images: 'a', labels: 'b' } },
      { 'a.npy': '' },
      /has no array b; it has a/,
    ],
  ])('are refused with %s', async (_, source, files, message) => {
    await expect(open(source, files)).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it('of an .npz are called by its own name in messages', async () => {
    const npz = zipOf([
      { name: 'x.npy', data: npyOf('|u1', [2, 2], pixelsOf(4)) },
      { name: 'y.npy', data: npyOf('|u1', [2], [0, 1]) },
    ]);
    await expect(open({ kind: 'npy', path: `${place.source}/a.npz` }, { 'a.npz': npz })).rejects.toMatchObject({
      message: expect.stringMatching(/source\/a\.npz\/x\.npy holds/),
    });
  });

  it('of CIFAR that are pickled are refused by name', async () => {
    const files = { data_batch_1: 'x', test_batch: 'x', 'batches.meta': 'x' };
    await expect(open({ kind: 'cifar' }, files)).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(/Python version of CIFAR, which is pickled.* Get the binary version/),
    });
  });

  it('say that a folder holds none', async () => {
    await mkdir(join(place.source, 'x'));
    await expect(open({ kind: 'idx' }, {})).rejects.toMatchObject({ code: 'ingest/empty-source' });
    await expect(open({ kind: 'cifar' }, {})).rejects.toMatchObject({ code: 'ingest/empty-source' });
  });
});
