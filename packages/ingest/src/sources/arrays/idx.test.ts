import { gzipSync } from 'node:zlib';
import { openWorkplace, type Workplace } from '../../image-folder.fixture.ts';
import { contentOfFiles, idxOf } from './arrays.fixture.ts';

describe('IDX', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  const open = (source: object, files: Record<string, Uint8Array | string>) =>
    contentOfFiles(place.source, source, files);

  it('sets become splits, and labels keep the order of their numbers', async () => {
    const content = await open(
      { kind: 'idx' },
      {
        'train-images-idx3-ubyte.gz': gzipSync(idxOf([3, 1, 2], [1, 2, 3, 4, 5, 6])),
        'train-labels-idx1-ubyte': idxOf([3], [9, 10, 0]),
        't10k-images.idx3-ubyte': idxOf([1, 1, 2], [7, 8]),
        't10k-labels.idx1-ubyte': idxOf([1], [3]),
        'notes.txt': 'no part of it',
      },
    );
    expect(content).toEqual([
      { id: 't10k-images.idx3-ubyte/00000000', label: '03', split: 'test', pixels: [7, 8] },
      { id: 'train-images-idx3-ubyte/00000000', label: '09', split: 'train', pixels: [1, 2] },
      { id: 'train-images-idx3-ubyte/00000001', label: '10', split: 'train', pixels: [3, 4] },
      { id: 'train-images-idx3-ubyte/00000002', label: '00', split: 'train', pixels: [5, 6] },
    ]);
  });

  it('sets of EMNIST are found, one data set in a folder', async () => {
    const images = idxOf([2, 1, 2], [1, 2, 3, 4]);
    const files = (name: string) => ({
      [`emnist-${name}-images-idx3-ubyte.gz`]: gzipSync(images),
      [`emnist-${name}-labels-idx1-ubyte.gz`]: gzipSync(idxOf([2], [1, 26])),
    });
    const content = await open({ kind: 'idx' }, { ...files('letters-train'), ...files('letters-test') });
    expect(content.map(({ label, split }) => `${label} ${split}`)).toEqual([
      '01 test',
      '26 test',
      '01 train',
      '26 train',
    ]);
    await expect(open({ kind: 'idx' }, files('digits-train'))).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(/several sets for train: emnist-digits-train, emnist-letters-train\. Leave one/),
    });
  });
});
