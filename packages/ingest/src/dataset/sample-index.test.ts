import { SPLITS } from '@sightline/contracts';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { decodeIndex, encodeIndex } from './sample-index.ts';
import { partsOf, sampleOf } from './sample.fixture.ts';

describe('the index of a dataset', () => {
  it('keeps boxes, groups, clusters, times and splits, and tells none from empty', async () => {
    const box = { label: 'dog 🐕', x: -0.1, y: 1 / 3, width: 0, height: 1.25 };
    const samples = [
      { ...sampleOf('a', 1, 'x'), boxes: [box, { ...box, label: 'cat' }] },
      { ...sampleOf('a', 2, 'x'), boxes: [], group: 'patient 7' },
      { ...sampleOf('a', 3, 'x'), split: 'validation' as const, time: 1_700_000_000.25 },
      { ...sampleOf('a', 4, 'x'), cluster: 'a/2.png', time: -3 },
      { ...sampleOf('a', 5, 'x'), parts: partsOf('x', 'y', 'x') },
    ];
    expect(await decodeIndex(encodeIndex(samples), 'a')).toEqual(samples);
  });

  it('gives back what it was given', async () => {
    const text = fc.string({ unit: 'grapheme' });
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // no -0
    const box = fc.record({
      label: fc.string({ unit: 'grapheme', minLength: 1 }),
      x: number,
      y: number,
      width: number,
      height: number,
    });
    const optional = fc.record(
      { boxes: fc.array(box), group: text, cluster: text, time: number },
      { requiredKeys: [], noNullPrototype: true },
    );
    const sample = fc.tuple(text, text, fc.constantFrom(null, ...SPLITS), optional);
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { maxLength: 8 }), async (list) => {
        const samples = list.map(([id, label, split, own]) => ({ ...sampleOf('a', 1, 'x'), id, label, split, ...own }));
        expect(await decodeIndex(encodeIndex(samples), 'a')).toEqual(samples);
      }),
    );
  });

  it('of an older version is told apart and named, never misread', async () => {
    const older = { bytes: 'INT32', sha256: 'STRING', shard: 'STRING', offset: 'INT32' } as const;
    const columns = {
      id: 'STRING',
      label: 'STRING',
      split: 'STRING',
      width: 'INT32',
      height: 'INT32',
      ...older,
    } as const;
    const row = {
      id: 'a/1.png',
      label: 'a',
      split: null,
      width: 1,
      height: 1,
      bytes: 9,
      sha256: 'x',
      shard: 's',
      offset: 5,
    };
    const columnData = Object.entries(columns).map(([name, type]) => ({
      name,
      type,
      nullable: name === 'split',
      data: [row[name as keyof typeof row]],
    }));
    await expect(decodeIndex(new Uint8Array(parquetWriteBuffer({ columnData })), 'f00d')).rejects.toMatchObject({
      code: 'artifacts/outdated',
      message: expect.stringMatching(/^Dataset f00d was made by an older version.*Run the stage ingest again/),
    });
  });

  it('has columns for what few sources tell only where a sample has it', async () => {
    const plain = Buffer.from(encodeIndex([sampleOf('a', 1, 'x')])).toString('latin1');
    for (const name of ['boxes', 'group', 'cluster', 'time']) expect(plain).not.toContain(name);
    expect(await decodeIndex(encodeIndex([sampleOf('a', 1, 'x')]), 'a')).toEqual([sampleOf('a', 1, 'x')]);
  });
});
