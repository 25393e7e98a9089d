import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ingestInputSchema } from '@sightline/contracts';
import { openDataset } from '../../dataset/dataset.ts';
import { contentOf } from '../../dataset/parts.ts';
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
    const { dataset } = await ingest(ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.9 }), place.context);
    return openDataset(place.context.artifacts, dataset);
  };

  it('is what our datasets consist of', async () => {
    await writeFiles(place.source, { ...(await imagesOf('cat', 3, 1)), ...(await imagesOf('dog', 3, 2)) });
    const input = ingestInputSchema.parse({ source: { path: place.source } });
    const { dataset } = await ingest(input, place.context);
    const shard = await place.context.artifacts.filePath(dataset, 'shards/000000.tar');
    await writeFiles(place.root, {
      'shards/set.tar': await place.context.artifacts.read(dataset, 'shards/000000.tar'),
    });
    const first = await openDataset(place.context.artifacts, dataset);
    const again = await read({ kind: 'webdataset', path: join(place.root, 'shards'), classes: ['cat', 'dog'] });
    const labelsAndContents = ({ samples }: typeof first) =>
      samples.map((sample) => ({ label: sample.label, content: contentOf(sample) }));
    expect(labelsAndContents(again)).toEqual(labelsAndContents(first));
    expect(again.samples[0]?.id).toBe('set/00000000.png');
    expect(shard).toContain('blobs');
  });

  it('may hold clips: numbered images of one key, in the order of their numbers', async () => {
    const frames = await Promise.all([1, 2, 3].map((shade) => greyPng([shade, shade])));
    const members = ['a', 'b'].flatMap((key) => [
      { name: `${key}.cls`, data: key },
      ...[10, 9, 0].map((number, index) => ({ name: `${key}.${number}.png`, data: frames[2 - index] as Buffer })),
    ]);
    await writeFiles(place.root, { 'clips.tar': await tarOf(members) });
    const dataset = await read({ kind: 'webdataset', path: join(place.root, 'clips.tar') });
    expect(dataset.samples.map(({ id, label }) => `${id} ${label}`)).toEqual(['clips/a a', 'clips/b b']);
    expect(await dataset.read(dataset.samples[1]!)).toEqual(frames);
  });

  it('may provide labels, boxes, groups, times and splits, and is not trusted', async () => {
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

  it.each<[string, Record<string, string | Uint8Array>, string | RegExp]>([
    ['a number', { cls: '7\r\n' }, '07'],
    ['a number in JSON', { json: '{"label": 7}' }, '07'],
    ['a name', { cls: ' polar\u00a0bear ' }, 'polar bear'],
    ['upper case', { CLS: '7' }, '07'],
    ['several numbers', { cls: '0 1 0' }, /Its \.cls must be one value \(received "0 1 0"\)/],
    ['several lines', { cls: 'cat\ndog' }, /Its \.cls must be one value/],
    ['a list', { json: '{"label": [0, 1, 0]}' }, /Its \.json: label: has 3 values/],
    ['a key twice', { json: '{"label": 1, "label": 2}' }, /one object has the key "label" twice/],
    ['NaN', { json: '{"label": 1, "score": NaN}' }, /JSON has no NaN/],
    ['an unknown class', { cls: '-1' }, /The label -1: classes are/],
    ['a NUL', { cls: 'cat\0' }, /\.cls: line 1 holds a NUL/],
    ['GBK', { cls: Uint8Array.of(0xb9, 0xb7) }, /\.cls: line 1 is not UTF-8/],
  ])('with %s for a label', async (_, texts, expected) => {
    const data = await greyPng([1, 2]);
    const members = ['a', 'b'].flatMap((key) => [
      { name: `${key}.png`, data },
      { name: `${key}.cls`, data: key === 'a' ? '0' : '10' },
    ]);
    for (const [extension, text] of Object.entries(texts))
      members.push({ name: `c.${extension}`, data: Buffer.from(text as string) });
    await writeFiles(place.root, { 'all.tar': await tarOf([...members, { name: 'c.png', data }]) });
    const { samples, quarantined } = await read({ kind: 'webdataset', path: join(place.root, 'all.tar') });
    if (typeof expected === 'string') expect(samples.at(-1)?.label).toBe(expected);
    else expect(quarantined).toMatchObject([{ reason: 'invalid-annotation', detail: expect.stringMatching(expected) }]);
  });

  it('names classes by their numbers, and sets aside those beyond the names', async () => {
    const data = await greyPng([1, 2]);
    const members = ['1', '0', '2', 'cat'].flatMap((label, index) => [
      { name: `${index}.png`, data },
      { name: `${index}.cls`, data: label },
    ]);
    await writeFiles(place.root, { 'all.tar': await tarOf(members) });
    const source = { kind: 'webdataset', path: join(place.root, 'all.tar'), classes: ['cat', 'dog'] };
    const { samples, quarantined } = await read(source);
    expect(samples.map(({ label }) => label)).toEqual(['dog', 'cat', 'cat']);
    expect(quarantined).toMatchObject([{ detail: 'Its label is class 2; there are names for the classes 0 to 1.' }]);
  });

  it('may have its shards in folders of splits', async () => {
    const members = [0, 1].flatMap((label) => [
      { name: `${label}.png`, data: Buffer.from('x') },
      { name: `${label}.cls`, data: String(label) },
    ]);
    const image = await greyPng([1, 2]);
    const shard = await tarOf(members.map(({ name, data }) => ({ name, data: name.endsWith('png') ? image : data })));
    await writeFiles(place.source, { 'train/0.tar': shard, 'val/0.tar': shard });
    const { samples } = await read({ kind: 'webdataset', path: place.source });
    expect(samples.map(({ id, split }) => `${id} ${split}`)).toEqual([
      'train/0/0.png train',
      'train/0/1.png train',
      'val/0/0.png validation',
      'val/0/1.png validation',
    ]);
  });

  it.each([
    ['1', '{"label": 2}', /Its \.cls has the label "1", its \.json "2"\. Which is right\?/],
    ['cat', '{"label": "dog"}', /Its \.cls has the label "cat", its \.json "dog"/],
    ['1', '{"label": "01"}', undefined],
    ['1', '{"label": "cat"}', undefined],
  ])('sets aside a sample of two labels: .cls %s, .json %s', async (cls, json, message) => {
    const image = await greyPng([1, 2]);
    const files = { 'a.png': image, 'a.cls': cls, 'a.json': json, 'b.png': image, 'b.cls': '2', 'c.png': image };
    const members = Object.entries({ ...files, 'c.cls': '1' }).map(([name, data]) => ({ name, data }));
    await writeFiles(place.root, { 'a.tar': await tarOf(members) });
    const { quarantined } = await read({ kind: 'webdataset', path: join(place.root, 'a.tar') });
    expect(quarantined.map(({ detail }) => detail)).toEqual(message ? [expect.stringMatching(message)] : []);
  });

  it('sets aside shards that are packed in another way', async () => {
    const data = await greyPng([1, 2]);
    const members = ['0', '1'].flatMap((label) => [
      { name: `${label}.png`, data },
      { name: `${label}.cls`, data: label },
    ]);
    await writeFiles(place.root, {
      'set/a.tar': await tarOf(members),
      'set/b.tar.zst': 'x',
      'set/c.zip': 'x',
      'set/README': 'x',
    });
    const { samples, quarantined } = await read({ kind: 'webdataset', path: join(place.root, 'set') });
    expect(samples).toHaveLength(2);
    expect(quarantined.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'b.tar.zst nested-archive',
      'c.zip nested-archive',
    ]);
  });
});
