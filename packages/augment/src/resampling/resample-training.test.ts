import { resampleTraining, type TrainingRows } from './resample-training.ts';

function rowsOf(split: 'train' | 'validation' | 'test' | null): TrainingRows {
  const samples = Array.from({ length: 12 }, (_, index) => ({
    id: `${index}.png`,
    label: index < 8 ? 'dog' : 'cat',
    split: index === 9 ? split : ('train' as const),
  }));
  return { samples, values: Float32Array.from({ length: 24 }, (_, at) => at), dimension: 2 };
}

describe('resampleTraining', () => {
  it('resamples by class name, and says which sample a row is a copy of', () => {
    const { values, labels, ids } = resampleTraining(rowsOf('train'), { kind: 'smote', kNeighbors: 2 }, 7);
    expect(values).toHaveLength(32);
    expect(labels.slice(0, 12)).toEqual(rowsOf('train').samples.map(({ label }) => label));
    expect(labels.slice(12)).toEqual(['cat', 'cat', 'cat', 'cat']);
    expect(ids.slice(0, 12)).toEqual(rowsOf('train').samples.map(({ id }) => id));
    expect(ids.slice(12)).toEqual([null, null, null, null]);
  });

  it('takes counts by the place of the class among all, sorted', () => {
    const options = { kind: 'randomUnderSampler', samplingStrategy: { 1: 5 } } as const;
    const { labels } = resampleTraining(rowsOf('train'), options, 7);
    expect(labels.filter((label) => label === 'dog')).toHaveLength(5);
  });

  it.each([
    ['validation', 'the validation split'],
    ['test', 'the test split'],
    [null, 'no split'],
  ] as const)('refuses a sample of split %s', (split, said) => {
    expect(() => resampleTraining(rowsOf(split), { kind: 'smote' }, 7)).toThrow(
      `received sample "9.png" of ${said}. Only training samples may be resampled: split the dataset first, then ` +
        "pass dataset.of('train').",
    );
  });

  it('refuses a sample without a label', () => {
    const { samples, ...rows } = rowsOf('train');
    const unlabelled = samples.map(({ id, split }, index) => (index === 3 ? { id, split } : samples[index]!));
    expect(() => resampleTraining({ samples: unlabelled, ...rows }, { kind: 'smote' }, 7)).toThrow(
      'received sample "3.png", which has no label.',
    );
  });
});
