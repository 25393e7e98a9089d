import fc from 'fast-check';
import { halfToEven } from './rounding.ts';

it('rounds to the nearest, of two as near to the even one', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.integer({ min: -999, max: 999 }).map((n) => n / 2),
      ),
      (value) => {
        const rounded = halfToEven(value);
        const distance = Math.abs(rounded - value);
        expect(Number.isInteger(rounded)).toBe(true);
        expect(distance).toBeLessThanOrEqual(0.5);
        expect(distance < 0.5 || rounded % 2 === 0).toBe(true);
      },
    ),
  );
});
