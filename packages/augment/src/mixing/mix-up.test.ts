import { apply, samples } from './mix-sample.fixture.ts';

describe('mixUp', () => {
  it('blends pixels and classes by λ, and keeps the annotations of both', () => {
    const result = apply({ kind: 'mixUp', lambda: 0.75, partners: [2] }, samples);
    expect(new Set(result.frame.image.pixels)).toEqual(new Set([30]));
    expect([...result.target]).toEqual([0.75, 0, 0.25, 0]);
    expect(result.frame.boxes?.map(({ label }) => label)).toEqual(['0', '2']);
    expect(result.frame.mask).toEqual(samples[0]?.frame.mask);
  });

  it('is the sample itself with λ = 1, its partner with λ = 0', () => {
    expect(apply({ kind: 'mixUp', lambda: 1, partners: [2] }, samples)).toEqual(samples[0]);
    expect(apply({ kind: 'mixUp', lambda: 0, partners: [2] }, samples)).toEqual(samples[2]);
  });
});
