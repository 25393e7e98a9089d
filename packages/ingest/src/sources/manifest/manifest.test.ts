import { execFileSync } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ingestInputSchema } from '@sightline/contracts';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { openDataset } from '../../dataset/dataset.ts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';

describe('a manifest', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await openWorkplace();
    for (let index = 0; index < 4; index++)
      await writeFiles(place.source, { [`images/${index}.png`]: await greyPng([index, 0, 0, 0, 0, 0, 0, 0], 2) });
  });
  afterEach(() => place.remove());

  const read = async (name: string, content: string | Uint8Array, settings: object = {}) => {
    await writeFiles(place.source, { [name]: content });
    const source = { kind: 'manifest' as const, path: join(place.source, name), ...settings };
    const input = ingestInputSchema.parse({ source, maxQuarantinedFraction: 0.9 });
    return openDataset(place.context.artifacts, (await ingest(input, place.context)).dataset);
  };
  const setAside = async (...content: [name: string, content: string]) =>
    (await read(...content)).quarantined.map(({ path, reason, detail }) => `${path}: ${reason}: ${detail}`);

  const box = { label: 'eye', x: 1, y: 0.5, width: 2, height: 1 };
  const rows = [
    { path: 'images/0.png', label: 'a', boxes: [box], group: '7', time: '2024-02-29', split: 'train' },
    { path: 'images/1.png', label: 'b', boxes: [], group: null, time: null, split: 'VAL' },
    { path: './images//2.png', label: 'b', boxes: null, group: 'g', time: '17.5', split: 'test' },
  ];
  const expected = [
    {
      id: 'images/0.png',
      label: 'a',
      split: 'train',
      group: '7',
      time: 1_709_164_800,
      boxes: [{ label: 'eye', x: 0.25, y: 0.25, width: 0.5, height: 0.5 }],
    },
    { id: 'images/1.png', label: 'b', split: 'validation', boxes: [] },
    { id: 'images/2.png', label: 'b', split: 'test', group: 'g', time: 17.5 },
  ];
  const csvOf = (list: typeof rows) =>
    list
      .map(({ path, label, boxes, group, time, split }) =>
        [path, label, JSON.stringify(boxes ?? '').replaceAll('"', '""'), group ?? '', time ?? '', split]
          .map((cell) => `"${cell === '""""' ? '' : cell}"`)
          .join(','),
      )
      .join('\r\n');
  const parquetOf = () =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: (['path', 'label', 'boxes', 'group', 'time', 'split'] as const).map((name) => ({
          name,
          type: name === 'boxes' ? 'JSON' : 'STRING',
          nullable: true,
          data: rows.map((row) => row[name]),
        })),
      }),
    );

  it.each([
    ['m.csv', () => `\u{feff}path,label,boxes,group,time,split\r\n${csvOf(rows)}\r\n`],
    ['m.json', () => JSON.stringify(rows)],
    ['m.jsonl', () => rows.map((row) => JSON.stringify(row)).join('\n\n')],
    ['m.PARQUET', parquetOf],
  ])('gives labels, boxes, groups, times and splits: %s', async (name, content) => {
    const { samples, quarantined } = await read(name, content(), { boxUnit: 'pixel' });
    expect(quarantined).toEqual([]);
    expect(
      samples.map(({ id, label, split, boxes, group, time }) => ({ id, label, split, boxes, group, time })),
    ).toEqual(expected.map((sample) => ({ boxes: undefined, group: undefined, time: undefined, ...sample })));
  });

  it('keeps boxes without a label as they are; `labels` says what classes to take from them', async () => {
    const boxes = [
      { ...box, width: 0.5 },
      { ...box, label: 'dog', width: 1.9 },
      { ...box, label: 'nose', width: 0 },
    ];
    const list = [
      { path: 'images/0.png', boxes },
      { path: 'images/1.png', boxes: [] },
    ];
    const { samples } = await read('m.json', JSON.stringify(list));
    expect(samples).toMatchObject([{ boxes }, { boxes: [] }]);
    expect(samples.some((sample) => 'label' in sample)).toBe(false);
    const dominant = await read('m.json', JSON.stringify(list), { labels: 'dominant-box' });
    expect(dominant.samples.map(({ label }) => label)).toEqual(['dog', 'background']);
    const all = await read('m.json', JSON.stringify(list), { labels: 'box-classes' });
    expect(all.samples.map(({ labels }) => labels)).toEqual([['dog', 'eye', 'nose'], []]);
  });

  it('sets aside rows that lead out of its folder, are wrong, or name a file twice', async () => {
    await writeFiles(place.root, { 'secret.png': await greyPng([9]) });
    await symlink('../secret.png', join(place.source, 'link.png'));
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', join(place.source, 'pipe.png')]);
    const lines = [
      { path: 'images/0.png', label: 'a' },
      { path: 'images/1.png', label: 'b' },
      { path: '../secret.png', label: 'a' },
      { path: 'link.png', label: 'a' },
      { path: 'gone.png', label: 'a' },
      { path: 'Images/0.png', label: 'a' },
      { path: 'images/1.png', label: 'b' },
      { path: 'x\0.png', label: 'a' },
      { path: 'images/2.png' },
      { path: 'images/2.png', label: 'a', split: 'holdout' },
      { path: 'images/2.png', label: 'a', boxes: [{ ...box, x: 'left' }] },
      { label: 'a' },
      { path: 'images', label: 'a' },
      { path: 'pipe.png', label: 'a' },
    ].map((row) => JSON.stringify(row));
    expect(await setAside('m.jsonl', [...lines, '{"path": "im'].join('\n'))).toEqual([
      expect.stringMatching(/^\.\.\/secret\.png: outside-source: A path with "\.\."/),
      expect.stringMatching(/^Images\/0\.png: unsafe-path: The same path as "images\/0\.png" but for/),
      expect.stringMatching(/^gone\.png: missing-file: There is no such file/),
      expect.stringMatching(/^images: not-a-file: /),
      expect.stringMatching(/^images\/1\.png: duplicate-id: /),
      expect.stringMatching(/^images\/2\.png: missing-label: /),
      expect.stringMatching(/^link\.png: outside-source: A link/),
      expect.stringMatching(/^m\.jsonl:row 10: invalid-annotation: split: must be one of train, .*received "holdout"/),
      expect.stringMatching(/^m\.jsonl:row 11: invalid-annotation: boxes\.0\.x: /),
      expect.stringMatching(/^m\.jsonl:row 12: invalid-annotation: path: must be a path relative/),
      expect.stringMatching(/^m\.jsonl:row 15: invalid-annotation: /),
      expect.stringMatching(/^pipe\.png: not-a-file: A pipe or a device\. Name a file\./),
      expect.stringMatching(/^x\0\.png: unsafe-path: .*NUL/),
    ]);
  });

  it.each([
    ['m.json', '{"a": 1}', /must be a JSON list/],
    ['m.json', '[{]', /m\.json is not JSON: /],
    ['m.parquet', 'PAR1 not really', /m\.parquet is damaged/],
    ['m.xlsx', '', /m\.xlsx is not a manifest by its extension\. Allowed: \.csv, \.json, /],
  ])('is refused whole when it is not of its format: %s', async (name, content, message) => {
    await expect(read(name, content)).rejects.toMatchObject({
      code: 'ingest/invalid-source',
      message: expect.stringMatching(message),
    });
  });
});
