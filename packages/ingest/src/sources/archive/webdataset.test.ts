import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ingestInputSchema } from '@sightline/contracts';
import { openDataset } from '../../dataset.ts';
import { greyPng, imagesOf, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';
import { tarOf } from './archive.fixture.ts';

describe('a WebDataset', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  const read = async (source: object) => {
    const { dataset } = await ingest(ingestInputSchema.parse({ source, maxQuarantinedShare: 0.9 }), place.context);
    return openDataset(place.context.artifacts, dataset);
  };

  it('is what a dataset of our own consists of', async () => {
    await writeFiles(place.source, { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) });
    const input = ingestInputSchema.parse({ source: { path: place.source } });
    const { dataset } = await ingest(input, place.context);
    const shard = await place.context.artifacts.filePath(dataset, 'shards/000000.tar');
    await writeFiles(place.root, {
      'shards/set.tar': await place.context.artifacts.read(dataset, 'shards/000000.tar'),
    });
    const first = await openDataset(place.context.artifacts, dataset);
    const again = await read({ kind: 'webdataset', path: join(place.root, 'shards'), classes: ['cat', 'dog'] });
    const told = ({ samples }: typeof first) => samples.map(({ label, sha256 }) => ({ label, sha256 }));
    expect(told(again)).toEqual(told(first));
    expect(again.samples[0]?.id).toBe('set/00000000.png');
    expect(shard).toContain('blobs');
  });

  it('may tell of labels, boxes, groups, times and splits, and is not trusted', async () => {
    const data = await greyPng([1, 2]);
    const box = { label: 'eye', x: 0, y: 0, width: 0.5, height: 1 };
    const members = [
      { name: 'a/1.png', data },
      {
        name: 'a/1.json',
        data: JSON.stringify({ label: 'cat', boxes: [box], group: 3, time: '1970-01-02', other: 1 }),
      },
      { name: 'a/2.seg.png', data },
      { name: 'a/2.cls', data: 'dog\n' },
      { name: 'a/2.json', data: '{"split": "test"}' },
      { name: 'b.json', data: '{"label": "cat"}' },
      { name: 'c.png', data },
      { name: 'c.json', data: '{"label": ' },
      { name: 'd.png', data },
      { name: 'd.jpg', data },
      { name: 'e.png', data },
      { name: '../f.png', data },
    ];
    await writeFiles(place.root, { 'pets-val-07.tar.gz': gzipSync(await tarOf(members)) });
    const { samples, quarantined } = await read({ kind: 'webdataset', path: join(place.root, 'pets-val-07.tar.gz') });
    expect(samples).toMatchObject([
      { id: 'pets-val-07/a/1.png', label: 'cat', boxes: [box], group: '3', time: 86_400, split: 'validation' },
      { id: 'pets-val-07/a/2.seg.png', label: 'dog', split: 'test' },
    ]);
    expect(quarantined.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'pets-val-07/../f.png outside-source',
      'pets-val-07/b.json missing-file',
      'pets-val-07/c.png invalid-annotation',
      'pets-val-07/d.jpg invalid-annotation',
      'pets-val-07/e.png missing-label',
    ]);
  });
});
