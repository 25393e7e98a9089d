import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ingestInputSchema, type Source } from '@sightline/contracts';
import { openDataset } from '../../dataset.ts';
import { greyPng, imagesOf, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';
import { idxOf } from '../arrays/arrays.fixture.ts';
import { linksOf, tarOf, zipOf } from './archive.fixture.ts';

const GOLDEN = join(__dirname, '../../../golden');

describe('an archive', () => {
  let place: Workplace;
  let images: { name: string; data: Buffer }[];
  beforeEach(async () => {
    place = await openWorkplace();
    const all = { ...(await imagesOf('cat', 2, 1)), ...(await imagesOf('dog', 2, 2)) };
    images = Object.entries(all).map(([name, data]) => ({ name, data }));
  });
  afterEach(() => place.remove());

  const read = async (source: object) => {
    const input = ingestInputSchema.parse({ source, maxQuarantinedShare: 0.9 });
    const { dataset } = await ingest(input, place.context);
    return openDataset(place.context.artifacts, dataset);
  };
  const readBytes = async (name: string, content: Uint8Array, more: object = {}) => {
    await writeFiles(place.root, { [name]: content });
    return read({ kind: 'archive', path: join(place.root, name), ...more });
  };
  const temporary = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('sightline-source-'));

  it.each(['photos.zip', 'photos.tar', 'photos.tar.gz'])(
    'that Python wrote is read like its folder: %s',
    async (name) => {
      const holds = { kind: 'image-folder', path: 'photos' };
      const { samples, quarantined } = await read({ kind: 'archive', path: join(GOLDEN, name), holds });
      expect(quarantined).toEqual([]);
      const deep = `dog/${'a long name/'.repeat(10)}é 🐕.png`;
      expect(samples.map(({ id }) => id)).toEqual(['cat/0.png', 'cat/1.png', 'dog/0.png', deep]);
      expect(samples.map(({ width, height }) => [width, height])).toEqual(samples.map(() => [5, 4]));
    },
  );

  it('gives the shards that its folder gives', async () => {
    await writeFiles(place.source, Object.fromEntries(images.map(({ name, data }) => [name, data])));
    const folder = await read({ path: place.source });
    for (const content of [zipOf(images), await tarOf([...images].reverse()), gzipSync(await tarOf(images))])
      expect((await readBytes('photos', content)).samples).toEqual(folder.samples);
  });

  it('may hold any other source', async () => {
    const members = [
      { name: 'mnist/train-images-idx3-ubyte.gz', data: gzipSync(idxOf([2, 1, 2], [1, 2, 3, 4])) },
      { name: 'mnist/train-labels-idx1-ubyte', data: idxOf([2], [0, 1]) },
    ];
    const { samples } = await readBytes('mnist.zip', zipOf(members), { holds: { kind: 'idx', path: 'mnist' } });
    expect(samples.map(({ label, split }) => `${label} ${split}`)).toEqual(['0 train', '1 train']);
  });

  const hostile = [
    ['../../escaped.png', 'outside-source'],
    ['/tmp/escaped.png', 'outside-source'],
    ['C:/escaped.png', 'outside-source'],
    ['cat\\..\\..\\escaped.png', 'unsafe-path'],
    ['cat/con.png', 'unsafe-path'],
    ['CAT/000.png', 'unsafe-path'],
    ['cat/000.png', 'duplicate-id'],
    ['cat/000.png/under a file.png', 'unsafe-path'],
    ['cat/nested.zip', 'nested-archive'],
    ['cat/nested.tar.gz', 'nested-archive'],
  ] as const;
  const setAside = async (content: Uint8Array) => {
    const { samples, quarantined } = await readBytes('hostile', content);
    expect(samples.map(({ id }) => id)).toEqual(images.map(({ name }) => name));
    return quarantined.map(({ path, reason }) => `${path} ${reason}`).sort();
  };

  it('as zip: what is unsafe is set aside, and nothing is written elsewhere', async () => {
    const data = await greyPng([9]);
    const members = [
      ...images,
      ...hostile.map(([name]) => ({ name, data })),
      { name: 'cat/nul\0.png', data },
      { name: 'cat/link.png', data: '../../secret.png', mode: 0o120777 },
      { name: 'cat/device.png', mode: 0o020666 },
      { name: 'cat/damaged.png', data, crc: 7 },
      { name: 'cat/locked.png', data, flags: 0x801 },
    ];
    expect(await setAside(zipOf(members))).toEqual(
      [
        ...hostile.map(([name, reason]) => `${name} ${reason}`),
        'cat/nul\0.png unsafe-path',
        'cat/link.png not-a-file',
        'cat/device.png not-a-file',
        'cat/damaged.png corrupt-record',
        'cat/locked.png not-a-file',
      ].sort(),
    );
    expect(await readdir(place.root)).toEqual(['hostile', 'source', 'store']);
  });

  it('as tar: what is unsafe is set aside, and nothing is written elsewhere', async () => {
    const data = await greyPng([9]);
    const members = [
      ...images,
      ...hostile.map(([name]) => ({ name, data })),
      { name: 'cat/soft.png', type: 'symlink' as const, linkname: '../../secret.png' },
      { name: 'dog/folder', type: 'symlink' as const, linkname: '/tmp' },
      { name: 'dog/folder/through a link.png', data },
      { name: 'cat/hard.png', type: 'link' as const, linkname: 'cat/000.png' },
      { name: 'cat/device.png', type: 'character-device' as const },
      { name: 'cat/pipe.png', type: 'fifo' as const },
    ];
    const { samples, quarantined } = await readBytes('hostile', gzipSync(await tarOf(members)));
    expect(samples.map(({ id }) => id)).toEqual([...images.map(({ name }) => name), 'dog/folder/through a link.png']);
    expect(quarantined.map(({ path, reason }) => `${path} ${reason}`).sort()).toEqual(
      [
        ...hostile.map(([name, reason]) => `${name} ${reason}`),
        'cat/soft.png not-a-file',
        'dog/folder not-a-file',
        'cat/hard.png not-a-file',
        'cat/device.png not-a-file',
        'cat/pipe.png not-a-file',
      ].sort(),
    );
    expect(await readdir(place.root)).toEqual(['hostile', 'source', 'store']);
  });

  it('is refused when it expands beyond its limits, in little memory, and leaves nothing behind', async () => {
    const before = [process.memoryUsage().rss, await temporary()] as const;
    const zeros = Buffer.alloc(80_000_000);
    for (const bomb of [
      zipOf([{ name: 'cat/0.png', data: zeros }]),
      gzipSync(await tarOf([{ name: 'cat/0.png', data: zeros }])),
    ])
      await expect(readBytes('bomb', bomb)).rejects.toMatchObject({
        code: 'ingest/unsafe-archive',
        message: expect.stringMatching(/bomb has \d+ bytes and expands to more than 64000000 \(maxRatio 200\)/),
      });
    const bytes = readBytes('photos', zipOf(images), { limits: { maxBytes: 200 } });
    await expect(bytes).rejects.toMatchObject({ message: expect.stringContaining('more than 200 (maxBytes 200)') });
    const entries = readBytes('photos', await tarOf(images), { limits: { maxEntries: 3 } });
    await expect(entries).rejects.toMatchObject({
      message: expect.stringMatching(/more than 3 entries \(maxEntries\)/),
    });
    expect(process.memoryUsage().rss - before[0]).toBeLessThan(600_000_000); // the bombs were made here
    expect(await temporary()).toEqual(before[1]);
  });

  it('with 100,000 entries that are no files is read in bounded time and memory', async () => {
    const content = gzipSync(Buffer.concat([await linksOf(100_000), await tarOf(images)]), { level: 1 });
    const before = process.memoryUsage().rss;
    const started = performance.now();
    await expect(readBytes('many', content)).rejects.toMatchObject({
      code: 'ingest/too-many-quarantined',
      message: expect.stringMatching(/of the 100004 samples[^]*x\/0\.png: not-a-file\. A symlink in an archive/),
    });
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  it('is left at once when the work is cancelled', async () => {
    place.stop.abort(new Error('stopped by hand'));
    for (const content of [zipOf(images), await tarOf(images)])
      await expect(readBytes('photos', content)).rejects.toThrow('stopped by hand');
  });

  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['a truncated zip', async () => zipOf(images).subarray(0, -30), /photos is damaged: /],
    ['a truncated tar', async () => (await tarOf(images)).subarray(0, 700), /photos is damaged: /],
    ['a truncated tar.gz', async () => gzipSync(await tarOf(images)).subarray(0, -20), /photos is damaged: /],
    ['no tar in a gzip', async () => gzipSync(Buffer.alloc(2000, 65)), /photos is damaged: /],
    ['an image', () => greyPng([1]), /photos is no archive by its first bytes\. Allowed: \.zip/],
    ['nothing', async () => Buffer.alloc(0), /photos is no archive/],
  ])('is refused when it is %s', async (_, content, message) => {
    await expect(readBytes('photos', await content())).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it('names itself where its content is at fault, not a temporary folder', async () => {
    const holds = { kind: 'image-folder', path: 'photos' } satisfies Source;
    await expect(readBytes('p.zip', zipOf(images), { holds })).rejects.toMatchObject({
      code: 'ingest/source-not-found',
      message: expect.stringMatching(/^The source \S+\/p\.zip\/photos does not exist/),
    });
    await expect(readBytes('p.zip', zipOf(images), { holds: { ...holds, path: '../..' } })).rejects.toMatchObject({
      code: 'ingest/invalid-source',
    });
  });
});
