import fc from 'fast-check';
import { balancedEpoch } from './balanced-epoch.ts';

const someLabels = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 60 })
  .map((labels) => Int32Array.from(labels));
const someKey = fc.record({ seed: fc.integer(), epoch: fc.nat(100), size: fc.nat(80) });

describe('balancedEpoch', () => {
  it('shows every class equally often, and is a function of seed and epoch', () => {
    fc.assert(
      fc.property(someLabels, someKey, (labels, key) => {
        const indices = balancedEpoch(labels, key);
        expect(indices).toEqual(balancedEpoch(labels, key));
        expect(indices.length).toBe(key.size);
        const counts = new Map([...new Set(labels)].map((label) => [label, 0]));
        for (const index of indices) counts.set(labels[index]!, counts.get(labels[index]!)! + 1);
        expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('shows no sample twice before all others of its class had their turn, over epochs too', () => {
    const labels = Int32Array.from({ length: 26 }, (_, index) => (index < 20 ? 0 : 1));
    const shown = Array.from({ length: 20 }, (_, epoch) => balancedEpoch(labels, { seed: 3, epoch, size: 14 }));
    for (const [epoch] of shown.entries()) {
      const counts = new Int32Array(26);
      for (const index of shown.slice(0, epoch + 1).flatMap((indices) => [...indices])) counts[index]! += 1;
      for (const own of [counts.subarray(0, 20), counts.subarray(20)]) {
        expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('has as many samples as there are when no size is given, in another order each epoch', () => {
    const labels = Int32Array.from({ length: 30 }, (_, index) => (index % 10 === 0 ? 1 : 0));
    const [first, second] = [0, 1].map((epoch) => balancedEpoch(labels, { seed: 3, epoch }));
    expect(first).toHaveLength(30);
    expect(first).not.toEqual(second);
  });

  it.each([
    [new Int32Array(0), { seed: 1, epoch: 0 }],
    [Int32Array.of(1), { seed: 1, epoch: -1 }],
    [Int32Array.of(1), { seed: 1, epoch: 0, size: 1.5 }],
  ])('refuses labels %j with %j', (labels, key) => {
    expect(() => balancedEpoch(labels, key)).toThrow('whole numbers from 0 on');
  });
});
