import fc from 'fast-check';
import { drawsFrom } from './draws.ts';

describe('drawsFrom', () => {
  it('draws what was asked for, from the seed alone', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 50 }), (seed, bound) => {
        const all = () => {
          const draws = drawsFrom(seed);
          return [draws.integers(bound, 9), draws.uniforms(9), draws.normals(9), draws.subset(bound, bound)] as const;
        };
        const [integers, uniforms, normals, subset] = all();
        expect(all()).toEqual([integers, uniforms, normals, subset]);
        expect(integers.every((value) => value >= 0 && value < bound)).toBe(true);
        expect(uniforms.every((value) => value >= 0 && value < 1)).toBe(true);
        expect(normals.every(Number.isFinite)).toBe(true);
        expect([...subset].sort((a, b) => a - b)).toEqual(Array.from({ length: bound }, (_, index) => index));
      }),
    );
  });

  it('gives every subset the same chance', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const key = drawsFrom(seed).subset(3, 2).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
