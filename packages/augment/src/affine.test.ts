import fc from 'fast-check';
import { compose, IDENTITY, reflection, rotation, translation, type Affine } from './affine.ts';

const someAffine: fc.Arbitrary<Affine> = fc
  .record({
    degrees: fc.double({ min: -180, max: 180, noNaN: true }),
    x: fc.double({ min: -50, max: 50, noNaN: true }),
    y: fc.double({ min: -50, max: 50, noNaN: true }),
    axis: fc.constantFrom('horizontal' as const, 'vertical' as const),
  })
  .map(({ degrees, x, y, axis }) => compose(compose(rotation(degrees), translation(x, y)), reflection(axis)));

function difference(first: Affine, second: Affine): number {
  return Math.max(...first.map((value, index) => Math.abs(value - (second[index] as number))));
}

describe('compose', () => {
  it('has the identity as its neutral element', () => {
    fc.assert(
      fc.property(someAffine, (matrix) => {
        expect(difference(compose(IDENTITY, matrix), matrix)).toBeLessThan(1e-8);
        expect(difference(compose(matrix, IDENTITY), matrix)).toBeLessThan(1e-8);
      }),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(someAffine, someAffine, someAffine, (first, second, third) => {
        expect(difference(compose(compose(first, second), third), compose(first, compose(second, third)))).toBeLessThan(
          1e-8,
        );
      }),
    );
  });

  it('applies the first transform first: turning, then moving right, ends right of the centre', () => {
    const [a, , c, d, , f] = compose(rotation(90), translation(5, 0));
    // The output place (5, 0) shows the centre of the input.
    expect(a * 5 + c).toBeCloseTo(0);
    expect(d * 5 + f).toBeCloseTo(0);
  });
});

describe('rotation, translation and reflection', () => {
  it('are undone by their opposites', () => {
    fc.assert(
      fc.property(fc.double({ min: -180, max: 180, noNaN: true }), (amount) => {
        expect(difference(compose(rotation(amount), rotation(-amount)), IDENTITY)).toBeLessThan(1e-8);
        expect(difference(compose(translation(amount, -amount), translation(-amount, amount)), IDENTITY)).toBeLessThan(
          1e-8,
        );
      }),
    );
    for (const axis of ['horizontal', 'vertical'] as const) {
      expect(difference(compose(reflection(axis), reflection(axis)), IDENTITY)).toBeLessThan(1e-8);
    }
  });
});
