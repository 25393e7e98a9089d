import { apply, AREA, samples, WIDTH } from './mix-sample.fixture.ts';
import type { MixOperation } from './mixers.ts';

describe('mosaic', () => {
  it('joins four pictures at a point; their classes count by area', () => {
    const operation: MixOperation = { kind: 'mosaic', x: 0.5, y: 0.3, order: [3, 1, 0, 2], partners: [1, 2, 3] };
    const result = apply(operation, samples);
    const corners = [0, WIDTH - 1, AREA - WIDTH, AREA - 1].map((at) => result.frame.image.pixels[at]);
    expect(corners).toEqual([180, 60, 0, 120]);
    expect([...result.target]).toEqual([0.35, 0.15, 0.35, 0.15].map((fraction) => expect.closeTo(fraction)));
  });
});
