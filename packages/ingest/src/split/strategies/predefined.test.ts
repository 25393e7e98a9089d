import { type Sample, type SplitName, splitSchema } from '@sightline/contracts';
import type { z } from 'zod';
import { partsOf, sampleOf } from '../../dataset/sample.fixture.ts';
import { divideSamples } from '../split.ts';

const given = (splits: (SplitName | null)[]): Sample[] =>
  splits.map((split, index) => ({ ...sampleOf(index % 2 ? 'a' : 'b', index, String(index)), split }));
const divide = (samples: readonly Sample[], options: z.input<typeof splitSchema>) =>
  divideSamples(samples, splitSchema.parse(options), 1).map(({ split }) => split);
const refusal = (message: RegExp, code = 'ingest/not-divisible') =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });
const tie = (samples: Sample[], fields: Partial<Sample>, ...indices: number[]) =>
  samples.map((sample, index) => (indices.includes(index) ? { ...sample, ...fields } : sample));

describe('predefined splits', () => {
  const full = given(['train', 'train', 'validation', 'test', 'train', 'test']);

  it('are those of the source', () => {
    expect(divide(full, { strategy: 'predefined' })).toEqual(full.map(({ split }) => split));
  });

  it('must be given for every sample', () => {
    expect(() => divide([...full, ...given([null])], { strategy: 'predefined' })).toThrow(
      refusal(/none to 1 of the 7 samples, as b\/0\.png\. .*unassigned: /),
    );
  });

  it('are completed by another strategy where that is said', () => {
    const samples = given([...full.map(({ split }) => split), ...Array.from({ length: 40 }, () => null)]);
    const splits = divide(samples, { strategy: 'predefined', unassigned: { train: 0.5, validation: 0.2, test: 0.3 } });
    expect(splits.slice(0, 6)).toEqual(full.map(({ split }) => split));
    const count = (split: SplitName) => splits.slice(6).filter((one) => one === split).length;
    expect([count('train'), count('validation'), count('test')]).toEqual([20, 8, 12]);
  });

  it('are followed by what is tied to them', () => {
    const samples = tie(given([...full.map(({ split }) => split), null, null, null]), { group: 'g' }, 3, 7);
    const splits = divide(samples, { strategy: 'predefined', unassigned: { strategy: 'random' } });
    expect([splits[3], splits[7]]).toEqual(['test', 'test']);
  });

  it.each<[string, SplitName[]]>([
    ['train and validation', ['train', 'train', 'validation']],
    ['train and test', ['train', 'train', 'test']],
  ])('may be %s only', (_, splits) => {
    expect(divide(given(splits), { strategy: 'predefined' })).toEqual(splits);
  });

  it('need training samples, and others', () => {
    expect(() => divide(given(['train', 'train']), { strategy: 'predefined' })).toThrow(
      refusal(/no samples for validation and test, only for train\. .*strategy: stratified/),
    );
    expect(() => divide(given(['validation', 'test']), { strategy: 'predefined' })).toThrow(
      refusal(/no samples for train\. .*strategy: stratified/),
    );
    expect(() => divide(given(['train', null, null]), { strategy: 'k-fold', test: 'predefined' })).toThrow(
      refusal(/no samples for test/),
    );
  });

  it('of test are kept by k-fold, which divides all others', () => {
    const samples = given(Array.from({ length: 30 }, (_, index) => (index < 5 ? 'test' : index < 15 ? 'train' : null)));
    const splits = divide(samples, { strategy: 'k-fold', folds: 5, fold: 1, by: 'random', test: 'predefined' });
    expect(splits.slice(0, 5)).toEqual(Array(5).fill('test'));
    expect(splits.slice(5).filter((split) => split === 'validation')).toHaveLength(5);
    expect(splits.slice(5)).not.toContain('test');
  });
});

describe('a leak between splits', () => {
  const full = given(['train', 'train', 'validation', 'test', 'train', 'test']);
  it.each([
    ['groups', { group: 'patient 7' }, /- group "patient 7": a\/1\.png is in train, a\/3\.png is in test/],
    ['nearDuplicates', { cluster: 'a/1.png' }, /- near duplicates: a\/1\.png is in train, a\/3\.png is in test/],
    [
      'exactDuplicates',
      { parts: partsOf('same') },
      /- byte-identical images: a\/1\.png is in train, a\/3\.png is in test/,
    ],
  ] as const)('is an error unless allowed by name: %s', (name, fields, message) => {
    const samples = tie(full, fields, 1, 3);
    expect(() => divide(samples, { strategy: 'predefined' })).toThrow(refusal(message, 'ingest/split-leak'));
    expect(() => divide(samples, { strategy: 'predefined' })).toThrow(`allowLeaks: [${name}]`);
    expect(divide(samples, { strategy: 'predefined', allowLeaks: [name] })).toEqual(full.map(({ split }) => split));
  });

  it('is listed for the first few', () => {
    const samples = Array.from({ length: 9 }, (_, index) => tie(full, { group: `g${index}` }, 0, 3)).flat();
    const all = samples.map((sample, index) => ({ ...sample, id: `${index}`, parts: partsOf(`${index}`) }));
    expect(() => divide(all, { strategy: 'predefined' })).toThrow(/(  - group .*\n){5}  - and 4 more/);
  });

  it('into a test set that k-fold keeps is an error too', () => {
    const samples = tie(
      given(Array.from({ length: 12 }, (_, index) => (index < 3 ? 'test' : 'train'))),
      { group: 'g' },
      1,
      7,
    );
    const options = { strategy: 'k-fold', folds: 3, by: 'random', test: 'predefined' } as const;
    expect(() => divide(samples, options)).toThrow(refusal(/group "g"/, 'ingest/split-leak'));
  });
});
