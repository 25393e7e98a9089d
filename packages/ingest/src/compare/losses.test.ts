import { sampleOf } from '../dataset/sample.fixture.ts';
import { lossesOf } from './losses.ts';

const samplesOf = (label: string, count: number) => {
  return Array.from({ length: count }, (_, index) => sampleOf(label, index, String(index)));
};

describe('losses', () => {
  const before = [...samplesOf('cat', 100), ...samplesOf('dog', 100), ...samplesOf('eel', 5)];

  it('are classes with less than the part that must be left', () => {
    const after = [...samplesOf('cat', 60), ...samplesOf('dog', 80), ...samplesOf('eel', 3)];
    expect(lossesOf(before, after, 0.2)).toEqual([
      {
        kind: 'shrunken-class',
        detail: 'Class "cat" has 60 of its 100 samples left: 40 % are gone, more than the 20 % allowed.',
      },
      { kind: 'shrunken-class', detail: expect.stringMatching(/^Class "eel" has 3 of its 5 samples left: 40 % /) },
    ]);
    expect(lossesOf(before, after, 0.4)).toEqual([]);
  });

  it('are not those that the schema reports, nor gains', () => {
    expect(lossesOf(before, [...samplesOf('cat', 100), ...samplesOf('eel', 500)], 0.2)).toEqual([]);
  });

  it('are of all samples where none has a class', () => {
    const unlabelled = (count: number) =>
      samplesOf('cat', count).map((sample) => {
        const { label: _, ...rest } = sample;
        return rest;
      });
    expect(lossesOf(unlabelled(100), unlabelled(60), 0.2)).toEqual([
      {
        kind: 'lost-samples',
        detail: 'The dataset has 60 of its 100 samples left: 40 % are gone, more than the 20 % allowed.',
      },
    ]);
    expect(lossesOf(unlabelled(100), unlabelled(80), 0.2)).toEqual([]);
  });
});
