import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative } from 'node:path';
import type { Quarantined, Source, SourceKind } from '@sightline/contracts';
import { zipOf } from '@sightline/native/fixtures/zip';
import { noise, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { tarOf } from '../sources/archive/archive.fixture.ts';
import { examples } from '../sources/examples.fixture.ts';
import { sources } from '../sources/sources.ts';
import { recordOf } from '../sources/tfrecord/tfrecord.fixture.ts';
import { hasFfmpeg } from '../sources/video/video.fixture.ts';
import { ingestInChild } from './child.fixture.ts';

const cutImages = async (folder: string) => {
  const files: Record<string, Uint8Array | string> = { [`${folder}/text.png`]: 'a text', [`${folder}/empty.gif`]: '' };
  for (const format of ['png', 'jpeg', 'gif', 'webp', 'tiff', 'avif'] as const) {
    const whole = await noise(40).toFormat(format).toBuffer();
    for (const fraction of [0.3, 0.6, 0.95])
      files[`${folder}/cut ${fraction}.${format}`] = whole.subarray(0, whole.length * fraction);
  }
  files[`${folder}/cut.bmp`] = Buffer.from('BM').fill(0, 2);
  return files;
};

/** Damages an example of each kind in every way that sets samples aside. */
const DAMAGE: { readonly [Kind in SourceKind]: (folder: string) => Promise<void> } = {
  'image-folder': async (folder) => writeFiles(folder, await cutImages('cat')),
  manifest: async (folder) => {
    const images = await cutImages('cat');
    await writeFiles(folder, images);
    const rows = await readFile(join(folder, 'images.csv'), 'utf8');
    await writeFile(
      join(folder, 'images.csv'),
      [rows, ...Object.keys(images).map((path) => `${path},cat`), 'gone.png,dog', ',dog'].join('\n'),
    );
  },
  idx: async () => undefined,
  npy: async () => undefined,
  cifar: async () => undefined,
  coco: async (folder) => {
    const file = join(folder, 'instances.json');
    const content = JSON.parse(await readFile(file, 'utf8')) as { images: object[]; annotations: object[] };
    content.images.push({ id: 90, file_name: 'gone.png' }, { file_name: 'x' });
    content.annotations.push(
      { image_id: 1, category_id: 77, bbox: [1] },
      { image_id: 1000, category_id: 0, bbox: [0, 0, 1, 1] },
    );
    await writeFile(file, JSON.stringify(content));
  },
  yolo: async (folder) =>
    writeFiles(folder, {
      ...(await cutImages('images/train')),
      'labels/train/001.txt': '9 x y',
      'images/train/2.txt': '',
    }),
  'pascal-voc': async (folder) =>
    writeFiles(folder, { 'Annotations/bad.xml': '<annotation><filename>', 'Annotations/other.xml': '<a/>' }),
  tfrecord: async (folder) => {
    const file = join(folder, 'all.tfrecord');
    const broken = recordOf(Buffer.from('no example'));
    broken.writeUInt8(7, 15);
    await writeFile(file, Buffer.concat([await readFile(file), recordOf(Buffer.from('\xff\xff')), broken]));
  },
  webdataset: async (folder) => {
    const members = Object.entries(await cutImages('y')).flatMap(([name, data], index) => [
      { name: `y/${index}${extname(name)}`, data },
      { name: `y/${index}.json`, data: index === 0 ? '{' : '{"label": "cat"}' },
    ]);
    const whole = await noise(9).png().toBuffer();
    const good = ['cat', 'dog'].flatMap((label) => [
      { name: `z/${label}.png`, data: whole },
      { name: `z/${label}.cls`, data: label },
    ]);
    await writeFiles(folder, { 'train-9.tar': await tarOf([...members, ...good]) });
  },
  video: async (folder) => {
    const whole = await readFile(join(folder, 'run/a.mkv'));
    const damaged = Buffer.from(whole).fill(0x5a, whole.length * 0.5, whole.length * 0.5 + 200);
    await writeFiles(folder, {
      'run/damaged.mkv': damaged,
      'run/cut.mkv': whole.subarray(0, whole.length * 0.6),
      'run/text.mp4': 'x',
      'run/empty.avi': '',
    });
  },
  archive: async (folder) => {
    const images = Object.entries({
      ...(await cutImages('cat')),
      'dog/1.png': await noise(9).png().toBuffer(),
      'dog/2.png': await noise(8).png().toBuffer(),
      'cat/3.png': await noise(7).png().toBuffer(),
    });
    const members = images.map(([name, data]) => ({ name, data }));
    await writeFiles(folder, {
      'photos.zip': zipOf([
        ...members,
        { name: 'cat/sum.png', data: 'x', crc: 1 },
        { name: '../out.png', data: 'x' },
        { name: 'cat/a.zip', data: 'x' },
      ]),
    });
  },
};

/** What two machines differ in. */
const MACHINES = [
  { env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C', UV_THREADPOOL_SIZE: '1' }, umask: 0o022 },
  { env: { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', UV_THREADPOOL_SIZE: '9' }, umask: 0o077 },
];

describe('the same files give the same artifact in another process, folder and environment', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
  });
  afterEach(() => place.remove());

  const kinds = (Object.keys(sources) as SourceKind[]).filter((kind) => kind !== 'video' || hasFfmpeg);
  it.each(kinds)('of kind %s, damaged files and all', async (kind) => {
    const source: Source = await examples[kind](place.source);
    await DAMAGE[kind](place.source);
    const files = (await readdir(place.source, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const outcomes = [];
    for (const [index, { env, umask }] of MACHINES.entries()) {
      const root = join(place.root, `machine ${index}`);
      const folder = join(root, 'source');
      const temporary = join(root, 'temporary');
      await mkdir(temporary, { recursive: true });
      // Written in another order: so the system may list them.
      for (const entry of index === 0 ? files : files.toReversed()) {
        const from = join(entry.parentPath, entry.name);
        const to = join(folder, relative(place.source, from));
        await mkdir(dirname(to), { recursive: true });
        await copyFile(from, to);
      }
      const path = join(folder, relative(place.source, source.path));
      outcomes.push(
        await ingestInChild(
          root,
          { source: { ...source, path } },
          {
            env: { ...env, TMPDIR: temporary },
            before: `process.umask(${umask});`,
            after:
              'outcome.quarantined = outcome.output && (await openDataset(context.artifacts, ' +
              'outcome.output.dataset)).quarantined;',
          },
        ),
      );
    }
    const [one, other] = outcomes as [Outcome, Outcome];
    expect(one.error).toBeUndefined();
    expect(one.output).toEqual(other.output);
    const isDamaged = !['idx', 'npy', 'cifar'].includes(kind);
    expect(one.quarantined?.length ?? 0).toBeGreaterThanOrEqual(Number(isDamaged));
    for (const { detail } of one.quarantined ?? []) expect(detail).not.toMatch(/0x[0-9a-f]{6}|machine|temporary|\/tmp/);
  });
});

type Outcome = Awaited<ReturnType<typeof ingestInChild>> & { quarantined?: Quarantined[] };
