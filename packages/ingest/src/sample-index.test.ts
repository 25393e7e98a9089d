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

  it('has columns for what few sources tell only where a sample has it', async () => {
    const plain = Buffer.from(encodeIndex([sampleOf('a', 1, 'x')])).toString('latin1');
    for (const name of ['boxes', 'group', 'cluster', 'time']) expect(plain).not.toContain(name);
    expect(await decodeIndex(encodeIndex([sampleOf('a', 1, 'x')]))).toEqual([sampleOf('a', 1, 'x')]);
  });
});
