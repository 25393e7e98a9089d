import fc from 'fast-check';
import { patternOf, resized } from '../measures/photographs.fixture.ts';
import { pillowResize } from './pillow-resize.ts';

describe('pillowResize', () => {
  it.each(resized.map((one) => [`${one.width} × ${one.height} ${one.filter}`, one] as const))(
    'is Pillow to the bit: %s',
    (_, { filter, pixels, ...from }) => {
      expect([...pillowResize(patternOf(from), from, { width: 24, height: 16, filter })]).toEqual(pixels);
    },
  );

  const sides = fc.record({ width: fc.integer({ min: 1, max: 60 }), height: fc.integer({ min: 1, max: 60 }) });

  it('keeps one colour, and an image whose size stays', () => {
    fc.assert(
      fc.property(sides, sides, fc.integer({ min: 0, max: 255 }), (from, to, level) => {
        const plain = new Uint8Array(from.width * from.height).fill(level);
        expect(new Set(pillowResize(plain, from, { ...to, filter: 'lanczos' }))).toEqual(new Set([level]));
        const pattern = patternOf(from);
        expect([...pillowResize(pattern, from, { ...from, filter: 'bicubic' })]).toEqual([...pattern]);
      }),
    );
  });
});
