import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { runStage } from '@sightline/artifacts';
import { ingestInputSchema } from '@sightline/contracts';
import { zipOf } from '@sightline/native/fixtures/zip';
import { type Dataset, openDataset } from '../../dataset/dataset.ts';
import { contentOf } from '../../dataset/parts.ts';
import { greyPng, imagesOf, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';
import { ingestStage } from '../../stages.ts';
import { idxOf } from '../arrays/arrays.fixture.ts';
import { examples } from '../examples.fixture.ts';
import { tarOf } from './archive.fixture.ts';

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
    const input = ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.9 });
    const { dataset } = await ingest(input, place.context);
    return openDataset(place.context.artifacts, dataset);
  };
  const readBytes = async (name: string, content: Uint8Array, more: object = {}) => {
    await writeFiles(place.root, { [name]: content });
    return read({ kind: 'archive', path: join(place.root, name), ...more });
  };

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

  it('has names in UTF-8 where declared or valid, else in code page 437 or the encoding that is given', async () => {
    const [data] = images.map((image) => image.data) as [Buffer];
    const warnings: string[] = [];
    place.context.logger.warn = (text: string) => void warnings.push(text);
    const labels = async (raw: Uint8Array, more: { flags?: number; extra?: Uint8Array } = {}, encoding?: string) => {
      const zip = zipOf([
        { name: '', raw: Buffer.concat([raw, Buffer.from('/0.png')]), data, flags: 0, ...more },
        { name: 'cat/1.png', data: images[1]!.data },
      ]);
      const result = await readBytes('photos.zip', zip, encoding === undefined ? {} : { encoding });
      return [...result.labels, ...result.quarantined.map(({ reason }) => reason)];
    };
    expect(await labels(Buffer.from('été'), { flags: 0x800 })).toEqual(['cat', 'été']);
    expect(await labels(Buffer.from('été'))).toEqual(['cat', 'été']);
    expect(warnings).toEqual([]);
    expect(await labels(Buffer.from([0x82, 0x74, 0x82]))).toEqual(['cat', 'été']);
    expect(warnings).toEqual([
      'photos.zip: 1 names are not UTF-8 and were read in code page 437, the first as "été/0.png". If they are in ' +
        'another, say which: encoding.',
    ]);
    expect(await labels(Buffer.from([0xc3, 0xa8, 0xb9, 0xb7]), {}, 'gbk')).toEqual(['cat', '猫狗']);
    await expect(labels(Buffer.from([0xe9, 0xff]), { flags: 0x800 })).rejects.toMatchObject({
      code: 'ingest/single-class',
      message: expect.stringMatching(/The path is not UTF-8/),
    });
    const title = Buffer.from('猫/0.png');
    const field = Buffer.alloc(9 + title.length);
    field.writeUInt16LE(0x7075, 0);
    field.writeUInt16LE(5 + title.length, 2);
    field[4] = 1;
    field.writeUInt32LE(crc32(Buffer.from('x/0.png')), 5);
    title.copy(field, 9);
    expect(await labels(Buffer.from('x'), { extra: field })).toEqual(['cat', '猫']);
  });

  it('has names in a tar that are UTF-8, those of a PAX header, or in the encoding that is declared', async () => {
    const [data, other] = images.map((image) => image.data) as [Buffer, Buffer];
    const labels = async (name: string, more: object = {}) => {
      const tar = await tarOf([
        { name, data },
        { name: 'cat/1.png', data: other },
      ]);
      return (await readBytes('photos.tar', tar, more)).labels;
    };
    expect(await labels('\u00e9t\u00e9/0.png')).toEqual(['cat', '\u00e9t\u00e9']);
    const tar = await tarOf([
      { name: 'xx/0.png', data },
      { name: 'cat/1.png', data: other },
    ]);
    Buffer.from([0xb9, 0xb7]).copy(tar, 0);
    const sum = [...tar.subarray(0, 512)].reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect((await readBytes('photos.tar', tar, { encoding: 'gbk' })).labels).toEqual(['cat', '狗']);
    await expect(readBytes('photos.tar', tar)).rejects.toMatchObject({
      code: 'ingest/single-class',
      message: expect.stringMatching(/The path is not UTF-8/),
    });
  });

  it('may hold any other source', async () => {
    const members = [
      { name: 'mnist/train-images-idx3-ubyte.gz', data: gzipSync(idxOf([2, 1, 2], [1, 2, 3, 4])) },
      { name: 'mnist/train-labels-idx1-ubyte', data: idxOf([2], [0, 1]) },
    ];
    const { samples } = await readBytes('mnist.zip', zipOf(members), { holds: { kind: 'idx', path: 'mnist' } });
    expect(samples.map(({ label, split }) => `${label} ${split}`)).toEqual(['0 train', '1 train']);
  });

  it.each([
    ['photos.zip', 'entries'],
    ['photos.tar', 'bytes'],
    ['photos.tar.gz', 'bytes'],
  ])('reports while it is unpacked: %s', async (name, unit) => {
    await read({ kind: 'archive', path: join(GOLDEN, name), holds: { kind: 'image-folder', path: 'photos' } });
    const events = place.events.filter(({ message }) => message === `unpacking ${name}`);
    expect(new Set(events.map((event) => event.unit))).toEqual(new Set([unit]));
    expect(events.at(-1)?.done).toBe(events.at(-1)?.total);
  });

  it('is unpacked once by a stage, and not at all when it has not changed', async () => {
    await writeFiles(place.root, { 'photos.zip': zipOf(images) });
    const input = ingestInputSchema.parse({ source: { kind: 'archive', path: join(place.root, 'photos.zip') } });
    const output = await runStage(ingestStage, input, place.context);
    expect(await runStage(ingestStage, input, place.context)).toEqual(output);
    const unpacked = place.events.filter(({ unit, done, total }) => unit === 'entries' && done === total);
    expect(unpacked).toHaveLength(1);
  });

  it('is left at once when the work is cancelled', async () => {
    place.stop.abort(new Error('stopped by hand'));
    for (const content of [zipOf(images), await tarOf(images)])
      await expect(readBytes('photos', content)).rejects.toThrow('stopped by hand');
  });

  it.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ['a truncated zip', async () => zipOf(images).subarray(0, -30), /photos is damaged or cut short/],
    ['a truncated tar', async () => (await tarOf(images)).subarray(0, 700), /photos is damaged or cut short/],
    [
      'a truncated tar.gz',
      async () => gzipSync(await tarOf(images)).subarray(0, -20),
      /photos is damaged or cut short/,
    ],
    ['no tar in a gzip', async () => gzipSync(Buffer.alloc(2000, 65)), /photos is damaged or cut short/],
    ['an image', () => greyPng([1]), /photos is not an archive by its first bytes\. Allowed: \.zip/],
    ['nothing', async () => Buffer.alloc(0), /photos is not an archive/],
  ])('is refused when it is %s', async (_, content, message) => {
    await expect(readBytes('photos', await content())).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });

  it.each(['manifest', 'coco', 'yolo', 'pascal-voc', 'idx', 'npy', 'cifar', 'tfrecord', 'image-folder'] as const)(
    'may hold a source of kind %s in one folder, beside what systems leave',
    async (kind) => {
      const { path, ...source } = await examples[kind](place.source);
      const inner = relative(place.source, path) || '.';
      const names = (await readdir(place.source, { recursive: true, withFileTypes: true })).filter((entry) =>
        entry.isFile(),
      );
      const members = await Promise.all(
        names.map(async (entry) => {
          const file = join(entry.parentPath, entry.name);
          return { name: relative(place.source, file), data: await readFile(file) };
        }),
      );
      const litter = ['__MACOSX/set/._a.png', '__MACOSX/._set.zip', 'set/.DS_Store', '.DS_Store', 'set/Thumbs.db'];
      const wrapped = [
        ...members.map(({ name, data }) => ({ name: `set/${name}`, data })),
        ...litter.map((name) => ({ name, data: 'x' })),
        { name: 'README.txt', data: 'x' },
      ];
      const holds = { ...source, path: inner };
      const heldBy = ({ samples, quarantined }: Dataset) => [
        samples.map(({ id, label, split, parts }) => ({
          id: id.replace(/^set\//, ''),
          label,
          split,
          content: contentOf({ parts }),
        })),
        quarantined,
      ];
      const flat = await readBytes('flat.zip', zipOf(members), { holds });
      for (const [name, packed] of [
        ['set.zip', zipOf(wrapped)],
        ['set.tar', await tarOf(wrapped)],
      ] as const)
        expect(heldBy(await readBytes(name, packed, { holds }))).toEqual(heldBy(flat));
    },
  );

  it('says that archives in it are not unpacked, where it holds nothing else', async () => {
    const shards = [{ name: 'train-0.tar', data: await tarOf(images) }];
    await expect(readBytes('shards.zip', zipOf(shards), { holds: { kind: 'webdataset', path: '.' } })).rejects.toThrow(
      /Set aside: 1 \(train-0\.tar\): An archive in an archive is not unpacked/,
    );
  });

  it('names itself in warnings, not a temporary folder', async () => {
    const warnings: string[] = [];
    place.context.logger.warn = (text: string) => void warnings.push(text);
    const content = zipOf([...images, { name: 'test/0.png', data: await greyPng([1]) }]);
    await readBytes('a.zip', content);
    expect(warnings).toEqual([expect.stringMatching(/^Classes of \S+\/a\.zip have names of splits: "test"\./)]);
  });

  it('names itself where its content is at fault, not a temporary folder', async () => {
    const holds = { kind: 'image-folder', path: 'photos' } as const;
    await expect(readBytes('p.zip', zipOf(images), { holds })).rejects.toMatchObject({
      code: 'ingest/source-not-found',
      message: expect.stringMatching(/^The source \S+\/p\.zip\/photos does not exist/),
    });
    await expect(readBytes('p.zip', zipOf(images), { holds: { ...holds, path: '../..' } })).rejects.toMatchObject({
      code: 'ingest/invalid-source',
    });
  });
});
