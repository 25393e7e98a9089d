import { apply, AREA, fractionsOf, frameOf, samples, WIDTH } from './example.fixture.ts';
import type { MixOperation } from './mixers.ts';

describe('mosaic', () => {
  it('joins four pictures at a point; they count by area', () => {
    const operation: MixOperation = { kind: 'mosaic', x: 0.5, y: 0.3, order: [3, 1, 0, 2], partners: [1, 2, 3] };
    const result = apply(operation, samples);
    const corners = [0, WIDTH - 1, AREA - WIDTH, AREA - 1].map((at) => frameOf(result).image.pixels[at]);
    expect(corners).toEqual([180, 60, 0, 120]);
    expect(fractionsOf(result)).toEqual([0.35, 0.15, 0.35, 0.15].map((fraction) => expect.closeTo(fraction)));
  });
});
