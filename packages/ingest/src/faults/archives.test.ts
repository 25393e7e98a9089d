import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipOf } from '@sightline/native/fixtures/zip';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../image-folder.fixture.ts';
import { linksOf, overlappingZip, tarOf } from '../sources/archive/archive.fixture.ts';
import { ingestInChild } from './child.fixture.ts';
import { goodImages, ingestAll, removeUntouched, setAside, wholeArtifacts } from './fault.fixture.ts';

/** Of the resident set of a process that reads one archive. */
const MOST_GROWTH = 150_000_000;
/** Generous: slow machines run other tests beside this one. */
const MOST_MILLISECONDS = 60_000;

let place: Workplace;
let good: { name: string; data: Buffer }[];
beforeEach(async () => {
  place = await openWorkplace();
  good = Object.entries(await goodImages()).map(([name, data]) => ({ name, data }));
});
afterEach(() => removeUntouched(place, ['archive']));

const archive = () => join(place.root, 'archive');
/**
 * Ingests an archive with the good images and more.
 *
 * @returns `path: reason` of each entry that was set aside, sorted
 */
const refusedOf = async (content: Uint8Array, ...others: string[]) => {
  await writeFile(archive(), content);
  const { samples, quarantined } = await ingestAll(place, { kind: 'archive', path: archive() });
  expect(samples.map(({ id }) => id)).toEqual([...good.map(({ name }) => name), ...others]);
  return quarantined.map(({ path, reason }) => `${path}: ${reason}`).sort();
};
const failureOf = async (content: Uint8Array, more: object = {}) => {
  await writeFile(archive(), content);
  const started = performance.now();
  const outcome = await ingestInChild(place.root, { source: { kind: 'archive', path: archive(), ...more } });
  expect(outcome.growth).toBeLessThan(MOST_GROWTH);
  expect(performance.now() - started).toBeLessThan(MOST_MILLISECONDS);
  expect(await wholeArtifacts(place)).toEqual([]);
  return outcome.error;
};

describe('F23 zip slip, links and devices', () => {
  const escapes = [
    ['../../escaped.png', 'outside-source'],
    ['/tmp/escaped.png', 'outside-source'],
    ['C:/escaped.png', 'outside-source'],
    ['cat/../../../escaped too.png', 'outside-source'],
    ['cat\\..\\..\\escaped.png', 'unsafe-path'],
    ['cat/000.png/under a file.png', 'unsafe-path'],
  ] as const;
  const refusedEscapes = escapes.map(([name, reason]) => `${name}: ${reason}`);

  it('in a zip are set aside, and nothing is written elsewhere', async () => {
    const data = await greyPng([9]);
    const members = [
      ...good,
      ...escapes.map(([name]) => ({ name, data })),
      { name: 'cat/link.png', data: '../../secret.png', mode: 0o120777 },
      { name: 'cat/device.png', mode: 0o020666 },
      { name: 'cat/damaged.png', data, crc: 7 },
      { name: 'cat/locked.png', data, flags: 0x801 },
    ];
    const refused = [
      'cat/link.png: not-a-file',
      'cat/device.png: not-a-file',
      'cat/damaged.png: corrupt-record',
      'cat/locked.png: unsupported-format',
    ];
    expect(await refusedOf(zipOf(members))).toEqual([...refusedEscapes, ...refused].sort());
  });

  it('in a tar are set aside, and nothing is written elsewhere', async () => {
    const data = await greyPng([9]);
    const members = [
      ...good,
      ...escapes.map(([name]) => ({ name, data })),
      { name: 'cat/soft.png', type: 'symlink' as const, linkname: '../../secret.png' },
      { name: 'dog/folder', type: 'symlink' as const, linkname: '/tmp' },
      { name: 'dog/folder/through a link.png', data },
      { name: 'cat/hard.png', type: 'link' as const, linkname: 'cat/000.png' },
      { name: 'cat/device.png', type: 'character-device' as const },
      { name: 'cat/pipe.png', type: 'fifo' as const },
    ];
    const refused = ['cat/soft.png', 'dog/folder', 'cat/hard.png', 'cat/device.png', 'cat/pipe.png'];
    expect(await refusedOf(gzipSync(await tarOf(members)), 'dog/folder/through a link.png')).toEqual(
      [...refusedEscapes, ...refused.map((name) => `${name}: not-a-file`)].sort(),
    );
  });
});

describe('F24 a zip bomb', () => {
  const zeros = Buffer.alloc(300_000_000);
  const expands = /expands to more than \d+ \(maxRatio 200\)\. If it can be trusted, allow more/;

  it.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ['of zeros in a zip', () => zipOf([...good, { name: 'cat/0.png', data: zeros }])],
    ['of zeros in a tar.gz', async () => gzipSync(await tarOf([...good, { name: 'cat/0.png', data: zeros }]))],
    ['of entries that share their data', () => overlappingZip(zeros.subarray(0, 1_000_000), 10_000)],
  ])('%s is refused as soon as it has expanded too far, in little memory', async (_, content) => {
    expect(await failureOf(await content())).toMatchObject({
      code: 'ingest/unsafe-archive',
      message: expect.stringMatching(expands),
    });
  });

  it('nested is not unpacked', async () => {
    const inner = zipOf([
      { name: 'deeper.zip', data: zipOf([{ name: '0.png', data: zeros.subarray(0, 10_000_000) }]) },
    ]);
    const members = ['cat/nested.zip', 'cat/nested.tar.gz', 'cat/nested.7z'].map((name) => ({ name, data: inner }));
    expect(await refusedOf(zipOf([...good, ...members]))).toEqual(
      members.map(({ name }) => `${name}: nested-archive`).sort(),
    );
    const posing = zipOf([...good, { name: 'cat/a zip.png', data: inner }]);
    expect(await refusedOf(posing)).toEqual(['cat/a zip.png: not-an-image']);
  });

  it('is refused at the limits that are set', async () => {
    expect(await failureOf(zipOf(good), { limits: { maxBytes: 200 } })).toMatchObject({
      code: 'ingest/unsafe-archive',
      message: expect.stringContaining('more than 200 (maxBytes 200)'),
    });
  });
});

describe('F25 an archive of 100,000 entries', () => {
  it('that are not files is read to the fraction that may be set aside, in bounded time and memory', async () => {
    const content = gzipSync(Buffer.concat([await linksOf(100_000), await tarOf(good)]), { level: 1 });
    expect(await failureOf(content)).toMatchObject({
      code: 'ingest/too-many-quarantined',
      message: expect.stringMatching(/of the 100006 samples[^]*x\/0\.png: not-a-file\. A symlink in an archive/),
    });
  });

  it('is refused when fewer are allowed', async () => {
    const content = gzipSync(Buffer.concat([await linksOf(100_000), await tarOf(good)]), { level: 1 });
    expect(await failureOf(content, { limits: { maxEntries: 50_000 } })).toMatchObject({
      code: 'ingest/unsafe-archive',
      message: expect.stringMatching(/more than 50000 entries \(maxEntries\)/),
    });
  });
});

describe('F26 paths that do not mean one file everywhere', () => {
  it.each([
    ['NUL and line breaks', ['cat/nul\0.png', 'cat/line\n.png']],
    ['devices of Windows', ['cat/con.png', 'cat/LPT1.png', 'aux/0.png']],
    ['a twin in another case', ['CAT/000.png']],
    ['a twin in another form of accents', ['cat/e\u0301.png']],
  ])('are set aside, of an archive: %s', async (_, names) => {
    const data = await greyPng([9]);
    good.push({ name: 'dog/\u00e9.png', data }, { name: 'cat/\u00e9.png', data });
    await writeFile(archive(), zipOf([...good, ...names.map((name) => ({ name, data }))]));
    const { samples, quarantined } = await ingestAll(place, { kind: 'archive', path: archive() });
    expect(samples).toHaveLength(good.length);
    expect(quarantined.map(({ path, reason }) => `${path}: ${reason}`)).toEqual(
      names.map((name) => `${name}: unsafe-path`).sort(),
    );
  });

  it('are set aside, of a folder: of twins the later by code points, of twin folders all in it', async () => {
    const data = await greyPng([9]);
    const names = ['Bird/0.png', 'bird/1.png', 'bird/deep/2.png', 'cat/A.png', 'cat/a.png', 'cat/e\u0301.png'];
    const others = ['cat/\u00e9.png', 'cat/con.png', 'cat/line\n.png', 'cat/back\\slash.png', 'cat/nul/0.png'];
    const files = Object.fromEntries([...names, ...others].map((name) => [name, data]));
    await writeFiles(place.source, files);
    await writeFile(
      Buffer.concat([Buffer.from(`${place.source}/cat/`), Buffer.from([0xff, 0xfe]), Buffer.from('.png')]),
      data,
    );
    expect(await setAside(place, {})).toEqual(
      [
        'bird/1.png',
        'bird/deep/2.png',
        'cat/a.png',
        'cat/back\\slash.png',
        'cat/con.png',
        'cat/line\n.png',
        'cat/nul/0.png',
        'cat/\u00e9.png',
        'cat/\ufffd\ufffd.png',
      ].map((path) => `${path}: unsafe-path`),
    );
  });
});
