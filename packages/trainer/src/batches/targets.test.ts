import { encodeTargets, type Targets } from './targets.ts';

const samples = ['b', 'a', 'b'].map((label, index) => ({ id: String(index), label }));
const task: Parameters<typeof encodeTargets>[0] = {
  targets: { place: { dtype: 'float32', shape: [2] }, class: { dtype: 'int32', shape: [] } },
  encode({ of }, { place, class: classes }, row) {
    const { sample } = of[0] as (typeof of)[number];
    (place as Float32Array).set([Number(sample.id), 0.5], 2 * row);
    (classes as Int32Array)[row] = Number(sample.label === 'b');
  },
};
const encoded: Targets = {
  place: { shape: [3, 2], data: Float32Array.of(0, 0.5, 1, 0.5, 2, 0.5) },
  class: { shape: [3], data: Int32Array.of(1, 0, 1) },
};

describe('targets', () => {
  it('are what the task writes for each sample, by output', () => {
    expect(encodeTargets(task, samples as never)).toEqual(encoded);
  });
});
