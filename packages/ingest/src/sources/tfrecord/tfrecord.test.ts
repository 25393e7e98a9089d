import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ingestInputSchema } from '@sightline/contracts';
import fc from 'fast-check';
import { openDataset } from '../../dataset/dataset.ts';
import { greyPng, openWorkplace, type Workplace, writeFiles } from '../../image-folder.fixture.ts';
import { ingest } from '../../ingest.ts';
import { crc32c } from './crc32c.ts';
import { decodeExample } from './example.ts';
import { exampleOf, recordOf } from './tfrecord.fixture.ts';

const GOLDEN = join(__dirname, '../../../golden/records');

describe('TFRecord', () => {
  let place: Workplace;
  let image: Buffer;
  beforeEach(async () => {
    place = await openWorkplace();
    image = await greyPng([1, 2, 3]);
  });
  afterEach(() => place.remove());

  const read = async (source: object) => {
    const input = ingestInputSchema.parse({ source: { kind: 'tfrecord', ...source }, maxQuarantinedFraction: 0.9 });
    return openDataset(place.context.artifacts, (await ingest(input, place.context)).dataset);
  };
  const readBytes = async (content: Uint8Array, more: object = {}) => {
    await writeFiles(place.source, { 'a.tfrecord': content });
    const { samples, quarantined } = await read({ path: join(place.source, 'a.tfrecord'), ...more });
    return {
      samples: samples.map(({ id, label }) => `${id} ${label}`),
      quarantined: quarantined.map(({ path, reason, detail }) => `${path} ${reason} ${detail}`),
    };
  };
  const boxOf = (xmin: string, label: string) => ({
    'image/object/bbox/xmin': [xmin],
    'image/object/bbox/ymin': [0],
    'image/object/bbox/xmax': [1],
    'image/object/bbox/ymax': [1],
    'image/object/class/text': [label],
  });
  const labelledRecord = (label: string) =>
    recordOf(exampleOf({ 'image/encoded': [image], 'image/class/label': [label] }));

  it('as TensorFlow wrote it: labels, boxes, groups and splits', async () => {
    const { samples, quarantined } = await read({ path: GOLDEN, features: { group: 'patient' } });
    expect(quarantined).toEqual([]);
    const two = [
      { label: 'beak', x: 0.25, y: 0.5, width: 0.5, height: 0.5 },
      { label: 'Flügel', x: -0.5, y: 0, width: 2, height: 0.125 },
    ];
    expect(samples.map(({ id, label, split, group, boxes }) => ({ id, label, split, group, boxes }))).toEqual([
      { id: 'birds-test.tfrecord.gz/00000000', label: 'text', split: 'test', group: undefined, boxes: [] },
      { id: 'birds-train.tfrecord/00000000', label: '02', split: 'train', group: 'seven', boxes: undefined },
      { id: 'birds-train.tfrecord/00000001', label: '10', split: 'train', group: '-7', boxes: undefined },
      { id: 'birds-train.tfrecord/00000002', label: '00', split: 'train', group: undefined, boxes: two },
    ]);
    const named = await read({ path: join(GOLDEN, 'birds-train.tfrecord'), classes: ['owl', 'tit', 'wren'] });
    expect(named.samples.map(({ label }) => label)).toEqual(['wren', 'owl']);
    expect(named.quarantined).toMatchObject([
      {
        reason: 'invalid-annotation',
        detail: '"image/class/label" is class 10; there are names for the classes 0 to 2.',
      },
    ]);
  });

  it('with a damaged record: it is set aside, and the others are read', async () => {
    const damaged = labelledRecord('a');
    damaged[40]! ^= 1;
    const content = Buffer.concat([
      labelledRecord('a'),
      damaged,
      labelledRecord('b'),
      recordOf(Buffer.from('no example')),
      recordOf(exampleOf({ 'image/class/label': [1], picture: [image] })),
      recordOf(exampleOf({ 'image/encoded': ['GIF'], 'image/class/label': ['a'] })),
      recordOf(exampleOf({ 'image/encoded': [image], 'image/object/bbox/xmin': [0] })),
      recordOf(exampleOf({ 'image/encoded': [image] })),
      recordOf(exampleOf({ 'image/encoded': [image], ...boxOf('left', 'dog') })),
      recordOf(exampleOf({ 'image/encoded': [image], ...boxOf('0', '') })),
    ]);
    const { samples, quarantined } = await readBytes(content);
    expect(samples).toEqual(['a.tfrecord/00000000 a', 'a.tfrecord/00000002 b']);
    expect(quarantined).toEqual([
      'a.tfrecord/00000001 corrupt-record The checksum of its data is wrong.',
      expect.stringMatching(/00000003 corrupt-record It is not a tf\.train\.Example: /),
      expect.stringMatching(/00000004 missing-file .*it has image\/class\/label, picture\. Name it/),
      expect.stringMatching(/00000005 not-an-image/),
      expect.stringMatching(/00000006 invalid-annotation It has 1, 0, 0, 0 values of xmin/),
      expect.stringMatching(/00000007 missing-label/),
      expect.stringMatching(/00000008 invalid-annotation A box has the label "dog" and .* NaN/),
      expect.stringMatching(/00000009 invalid-annotation A box has the label "" and/),
    ]);
  });

  it.each<[string, Parameters<typeof exampleOf>[0][string], string | RegExp]>([
    ['one number', [7], '07'],
    ['one text', ['cat'], 'cat'],
    ['one whole float', Float32Array.of(7), '07'],
    ['a large number', [9007199254740993n], '9007199254740993'],
    ['digits as text', ['7'], '07'],
    ['a one-hot row', [0, 1, 0], /"image\/class\/label" has 3 values; one is allowed\. A one-hot row/],
    ['a one-hot row of floats', Float32Array.of(0, 1, 0), /has 3 values/],
    ['several texts', ['cat', 'dog'], /has 2 values/],
    ['a part', Float32Array.of(0.5), /must be text or a whole number from 0 \(received 0\.5\)/],
    ['no value', [], /neither a label nor labels, values or boxes/],
    ['text that is not UTF-8', [Uint8Array.of(0xb9, 0xb7)], /is not UTF-8/],
    ['an unknown class', [-1], /The label -1: classes are whole numbers from 0/],
  ])('with a label that is %s', async (_, label, expected) => {
    const others = [0, 10].map((value) => ({ 'image/encoded': [image], 'image/class/label': [value] }));
    const records = [...others, { 'image/encoded': [image], 'image/class/label': label }];
    const { samples, quarantined } = await readBytes(Buffer.concat(records.map((each) => recordOf(exampleOf(each)))));
    if (typeof expected === 'string') expect(samples.at(-1)?.split(' ')[1]).toBe(expected);
    else expect(quarantined).toEqual([expect.stringMatching(expected)]);
  });

  it('is found by the names that tools give it', async () => {
    const names = ['a.tfrec', 'a.record', 'train-00000-of-00002', 'test-00001-of-00002', 'b.tfrecord-00000-of-00001'];
    for (const [index, name] of names.entries())
      await writeFiles(place.source, { [name]: labelledRecord(index % 2 ? 'a' : 'b') });
    const { samples } = await read({ path: place.source });
    expect(samples.map(({ id, split }) => `${id} ${split}`)).toEqual([
      'a.record/00000000 null',
      'a.tfrec/00000000 null',
      'b.tfrecord-00000-of-00001/00000000 null',
      'test-00001-of-00002/00000000 test',
      'train-00000-of-00002/00000000 train',
    ]);
  });

  it('of TFDS: its names of files and features, of classes, and its boxes', async () => {
    const boxes = { 'objects/bbox': Float32Array.of(0, 0.25, 0.5, 0.75, 0.5, 0, 1, 1), 'objects/label': [1, 0] };
    const records = [
      { image: [image], label: [1] },
      { image: [image], label: [0], ...boxes },
      { image: [image], label: [2] },
    ];
    await writeFiles(place.source, {
      'pets-train.tfrecord-00000-of-00001': Buffer.concat(records.map((each) => recordOf(exampleOf(each)))),
      'label.labels.txt': 'cat\ndog\n',
      'features.json': '{}',
    });
    const { samples, quarantined } = await read({ path: place.source });
    expect(samples).toMatchObject([
      { label: 'dog', split: 'train' },
      {
        label: 'cat',
        boxes: [
          { label: 'dog', x: 0.25, y: 0, width: 0.5, height: 0.5 },
          { label: 'cat', x: 0, y: 0.5, width: 1, height: 0.5 },
        ],
      },
    ]);
    expect(quarantined).toMatchObject([
      { detail: '"image/class/label" is class 2; there are names for the classes 0 to 1.' },
    ]);
  });

  it('with boxes in pixels, of corners in the wrong order, or of several images sets them aside', async () => {
    const box = (sides: readonly number[]) => ({
      'image/encoded': [image],
      ...Object.fromEntries(
        ['xmin', 'ymin', 'xmax', 'ymax'].map((side, at) => [`image/object/bbox/${side}`, Float32Array.of(sides[at]!)]),
      ),
      'image/object/class/text': ['cat'],
    });
    const records = [
      box([0, 0, 1, 1]),
      box([10, 20, 30, 40]),
      box([0.5, 0, 0.25, 1]),
      { ...box([0, 0, 1, 1]), 'image/encoded': [image, image] },
    ];
    const { samples, quarantined } = await readBytes(Buffer.concat(records.map((each) => recordOf(exampleOf(each)))));
    expect(samples).toHaveLength(1);
    expect(quarantined).toEqual([
      expect.stringMatching(/00000001 invalid-annotation .* of 10, 20, 20, 20; fractions .* pixels\?/),
      expect.stringMatching(/00000002 invalid-annotation .* of 0\.5, 0, -0\.25, 1; width and height are from 0/),
      expect.stringMatching(/00000003 missing-file "image\/encoded" has 2 values; one image is allowed/),
    ]);
  });

  it.each<[string, (whole: Buffer) => Buffer, RegExp]>([
    [
      'a damaged length',
      (whole) => Buffer.concat([whole, Buffer.alloc(20, 1)]),
      /The checksum of the length at byte \d+ is wrong; nothing after/,
    ],
    [
      'a header cut short',
      (whole) => Buffer.concat([whole, whole.subarray(0, 5)]),
      /cut short in the header at byte \d+;/,
    ],
    [
      'a record cut short',
      (whole) => Buffer.concat([whole, whole.subarray(0, 40)]),
      /cut short in the record at byte \d+;/,
    ],
    [
      'a length beyond reason',
      (whole) => Buffer.concat([whole, recordOf(Buffer.alloc(0)).fill(255, 0, 8)]),
      /checksum of the length/,
    ],
  ])('with %s: what is before it is read', async (_, damage, message) => {
    const { samples, quarantined } = await readBytes(damage(Buffer.concat([labelledRecord('a'), labelledRecord('b')])));
    expect(samples).toHaveLength(2);
    expect(quarantined).toEqual([expect.stringMatching(message)]);
  });

  it('in folders of splits is found, and a file of another name is set aside', async () => {
    const records = Buffer.concat([labelledRecord('a'), labelledRecord('b')]);
    const files = { 'train/a.tfrecord': records, 'val/a.tfrecord': records, 'val.tfr': 'x', 'info.json': '{}' };
    await writeFiles(place.source, files);
    const { samples, quarantined } = await read({ path: place.source });
    expect(samples.map(({ split }) => split)).toEqual(['train', 'train', 'validation', 'validation']);
    expect(samples[3]?.id).toBe('val/a.tfrecord/00000001');
    expect(quarantined).toMatchObject([{ path: 'val.tfr', reason: 'unsupported-format' }]);
  });

  it('gzipped under another name says so', async () => {
    await expect(readBytes(gzipSync(labelledRecord('a')))).rejects.toMatchObject({
      code: 'ingest/empty-source',
      message: expect.stringMatching(/looks gzipped: name it \.gz/),
    });
  });

  it('never does more than refuse, whatever the bytes', () => {
    const bytes = exampleOf({ 'image/encoded': ['abc'], label: [3, 300] });
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        try {
          decodeExample(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
    expect(decodeExample(bytes).get('label')).toEqual({ integers: [3, 300] });
  });

  it('has the checksums of RFC 3720', () => {
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
    expect(crc32c(Buffer.alloc(32, 255))).toBe(0x62a8ab43);
  });
});
