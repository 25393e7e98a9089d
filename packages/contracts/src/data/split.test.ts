import { parse } from '../parse.ts';
import { splitSchema } from './split.ts';

describe('how a dataset is split', () => {
  it('is stratified where only fractions are given, or nothing', () => {
    const standard = { strategy: 'stratified', train: 0.7, validation: 0.15, test: 0.15, allowLeaks: [] };
    expect(splitSchema.parse({})).toEqual(standard);
    expect(splitSchema.parse({ train: 0.8, validation: 0.1, test: 0.1 })).toEqual({
      ...standard,
      train: 0.8,
      validation: 0.1,
      test: 0.1,
    });
  });

  it('has defaults for each strategy', () => {
    expect(splitSchema.parse({ strategy: 'k-fold', fold: 2 })).toEqual({
      strategy: 'k-fold',
      folds: 5,
      fold: 2,
      by: 'stratified',
      test: 0.15,
      allowLeaks: [],
    });
    expect(splitSchema.parse({ strategy: 'predefined' })).toMatchObject({ unassigned: 'error' });
    expect(splitSchema.parse({ strategy: 'predefined', unassigned: {} })).toMatchObject({
      unassigned: { strategy: 'stratified', train: 0.7, validation: 0.15, test: 0.15 },
    });
  });

  it('may leave validation or test empty', () => {
    expect(splitSchema.parse({ train: 0.8, validation: 0.2, test: 0 })).toMatchObject({ validation: 0.2, test: 0 });
    expect(splitSchema.parse({ strategy: 'time', train: 0.8, validation: 0, test: 0.2 })).toMatchObject({ test: 0.2 });
  });

  it.each([
    [{ train: 0.9 }, /train \+ validation \+ test must be 1 \(received 0\.9 \+ 0\.15 \+ 0\.15 = 1\.2\)/],
    [{ train: 0.8, validation: 0.2 }, /left out is .* write 0 for a split/],
    [{ train: 1.2, validation: -0.1, test: -0.1 }, /validation: Allowed: a fraction of at least 0 and below 1;/],
    [{ train: 0, validation: 0.5, test: 0.5 }, /train: Allowed: a fraction above 0/],
    [{ train: 1, validation: 0, test: 0 }, /train: Allowed: a fraction above 0 and below 1/],
    [{ train: 0.5, validation: Number.NaN, test: 0.5 }, /validation: Allowed: a fraction/],
    [{ strategy: 'time', train: 0.9 }, /train \+ validation \+ test must be 1/],
    [{ strategy: 'predefined', unassigned: { strategy: 'random', train: 0.9 } }, /must be 1/],
    [{ strategy: 'k-fold', folds: 3, fold: 3 }, /fold: must be below folds/],
    [{ strategy: 'k-fold', test: 'mine' }, /test: Allowed: a fraction of at least 0 and below 1, or predefined/],
    [{ strategy: 'k-fold', train: 0.7 }, /train: unknown key/],
    [{ strategy: 'groups' }, /strategy: .*\(received/],
    [{ allowLeaks: ['group'] }, /allowLeaks/],
    [{ strategy: 'group', allowLeaks: ['groups'] }, /allowLeaks: a split by group cannot/],
    [{ strategy: 'k-fold', by: 'stratified-group', allowLeaks: ['groups'] }, /allowLeaks: a split by group cannot/],
  ])('refuses %j', (value, message) => {
    expect(() => parse(splitSchema, value, 'split')).toThrow(message);
  });
});
