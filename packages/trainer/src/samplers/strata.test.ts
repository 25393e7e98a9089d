import { strataOf } from './strata.ts';

const samples = ['b', 'a', 'b'].map((label, index) => ({ id: String(index), label }));

describe('strata', () => {
  it('are numbered in the order of their names', () => {
    expect(strataOf(samples, ({ label }) => [label])).toEqual(Int32Array.of(1, 0, 1));
  });

  it('are absent where samples have none, or several', () => {
    expect(strataOf(samples, () => [])).toBeUndefined();
    expect(strataOf(samples, ({ label, id }) => (id === '1' ? ['a', 'b'] : [label]))).toBeUndefined();
  });
});
