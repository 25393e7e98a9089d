import { apply, fractionsOf, frameOf, samples } from './example.fixture.ts';

describe('mixUp', () => {
  it('blends pixels by λ, and keeps the annotations of both', () => {
    const result = apply({ kind: 'mixUp', lambda: 0.75, partners: [2] }, samples);
    const frame = frameOf(result);
    expect(new Set(frame.image.pixels)).toEqual(new Set([30]));
    expect(fractionsOf(result)).toEqual([0.75, 0, 0.25, 0]);
    expect(frame.boxes?.map(({ label }) => label)).toEqual(['0', '2']);
    expect(frame.mask).toEqual(frameOf(samples[0]!).mask);
  });

  it('is the sample itself with λ = 1, its partner with λ = 0', () => {
    expect(apply({ kind: 'mixUp', lambda: 1, partners: [2] }, samples)).toEqual(samples[0]);
    expect(apply({ kind: 'mixUp', lambda: 0, partners: [2] }, samples)).toEqual(samples[2]);
  });
});
