import { continuedOn, describeEngines } from './engine-spans.ts';

describe('the engines of a training', () => {
  it('are one where nothing changed', () => {
    const spans = continuedOn(continuedOn([], { epoch: 1, engine: 'a' }), { epoch: 2, engine: 'a' });
    expect(spans).toEqual([{ firstEpoch: 1, engine: 'a' }]);
    expect(describeEngines(spans, 2)).toBe('a');
  });

  it('are named with their epochs where they changed', () => {
    const spans = continuedOn(continuedOn([], { epoch: 1, engine: 'a' }), { epoch: 3, engine: 'b' });
    expect(describeEngines(spans, 4)).toBe('epochs 1–2: a; epochs 3–4: b');
  });
});
