import fc from 'fast-check';
import { apply, fractionsOf, frameOf, numbered, samples, fractionOf } from './example.fixture.ts';

describe('cutMix', () => {
  it('counts classes by the area really pasted, a fraction 1 - λ where nothing is cut off', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fraction, fraction, fraction, (lambda, x, y) => {
        const result = apply({ kind: 'cutMix', lambda, x, y, partners: [2] }, samples);
        expect(fractionOf(result, 120)).toBeCloseTo(fractionsOf(result)[2]!, 6);
        expect(fractionOf(result, 0)).toBeCloseTo(fractionsOf(result)[0]!, 6);
        expect(fractionsOf(result)[2]).toBeLessThanOrEqual(1 - lambda + 1e-6);
      }),
    );
    // A quarter, in the middle.
    const quarter = apply({ kind: 'cutMix', lambda: 0.75, x: 0.5, y: 0.5, partners: [2] }, samples);
    expect(fractionsOf(quarter)[2]).toBeCloseTo(0.25);
    expect(apply({ kind: 'cutMix', lambda: 0, x: 0.5, y: 0.5, partners: [2] }, samples)).toEqual(samples[2]);
  });

  it('cuts boxes to what is seen of them, and drops what is covered', () => {
    const box = (label: string, x: number, width: number) => ({ label, x, y: 0.2, width, height: 0.4 });
    const keypoint = (label: string, x: number) => ({ label, x, y: 0.5 });
    const sample = numbered(0, {
      boxes: [box('covered', 0.55, 0.4), box('half', 0.25, 0.5), box('free', 0, 0.3)],
      keypoints: [keypoint('covered', 0.7), keypoint('free', 0.3)],
    });
    const partner = numbered(1, {
      boxes: [box('cut', 0.25, 0.5), box('gone', 0, 0.4)],
      keypoints: [keypoint('seen', 0.7), keypoint('gone', 0.3)],
    });
    // The right half, in full height: its middle is the right edge, so that half of it falls off.
    const frame = frameOf(apply({ kind: 'cutMix', lambda: 0, x: 0.999, y: 0.5, partners: [1] }, [sample, partner]));
    const place = (label: string, x: number, width: number) => ({
      ...box(label, expect.closeTo(x), expect.closeTo(width)),
      y: expect.closeTo(0.2),
      height: expect.closeTo(0.4),
    });
    const edge = 5 / 12;
    expect(frame.boxes).toEqual([
      place('half', 0.25, edge - 0.25),
      place('free', 0, 0.3),
      place('cut', edge, 0.75 - edge),
    ]);
    expect(frame.keypoints?.map(({ label }) => label)).toEqual(['free', 'seen']);
  });
});
