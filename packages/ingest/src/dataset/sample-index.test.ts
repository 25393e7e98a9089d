import { SPLITS } from '@sightline/contracts';
import fc from 'fast-check';
import { decodeIndex, encodeIndex } from './sample-index.ts';
import { sampleOf } from './sample.fixture.ts';

describe('the index of a dataset', () => {
  it('keeps boxes, groups, clusters, times and splits, and tells none from empty', async () => {
    const box = { label: 'dog 🐕', x: -0.1, y: 1 / 3, width: 0, height: 1.25 };
    const samples = [
      { ...sampleOf('a', 1, 'x'), boxes: [box, { ...box, label: 'cat' }] },
      { ...sampleOf('a', 2, 'x'), boxes: [], group: 'patient 7' },
      { ...sampleOf('a', 3, 'x'), split: 'validation' as const, time: 1_700_000_000.25 },
      { ...sampleOf('a', 4, 'x'), cluster: 'a/2.png', time: -3 },
    ];
    expect(await decodeIndex(encodeIndex(samples))).toEqual(samples);
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
    const told = fc.record(
      { boxes: fc.array(box), group: text, cluster: text, time: number },
      { requiredKeys: [], noNullPrototype: true },
    );
    const sample = fc.tuple(text, text, fc.constantFrom(null, ...SPLITS), told);
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { maxLength: 8 }), async (list) => {
        const samples = list.map(([id, label, split, own]) => ({ ...sampleOf('a', 1, 'x'), id, label, split, ...own }));
        expect(await decodeIndex(encodeIndex(samples))).toEqual(samples);
      }),
    );
  });

  it('has columns for what few sources tell only where a sample has it', async () => {
    const plain = Buffer.from(encodeIndex([sampleOf('a', 1, 'x')])).toString('latin1');
    for (const name of ['boxes', 'group', 'cluster', 'time']) expect(plain).not.toContain(name);
    expect(await decodeIndex(encodeIndex([sampleOf('a', 1, 'x')]))).toEqual([sampleOf('a', 1, 'x')]);
  });
});
