import fc from 'fast-check';
import { apply, AREA, fractionsOf, frameOf, HEIGHT, numbered, fractionOf, WIDTH } from './example.fixture.ts';
import type { MixOperation } from './mixers.ts';

describe('copyPaste', () => {
  const operation: MixOperation = { kind: 'copyPaste', fraction: 0, seed: 3, partners: [1] };

  it('pastes what the mask shows of an object, with its box and its part of the mask', () => {
    const mask = { ...frameOf(numbered(0)).image, pixels: new Uint8Array(AREA) };
    // A slanted object of class 2 in the box, and another thing beside it.
    const at = (x: number, y: number) => y * WIDTH + x;
    for (let step = 0; step < 4; step++) mask.pixels[at(3 + step, 3 + step)] = 2;
    mask.pixels[at(10, 1)] = 2;
    const box = { label: 'it', x: 3 / WIDTH, y: 3 / HEIGHT, width: 4 / WIDTH, height: 4 / HEIGHT };
    const result = apply(operation, [numbered(0), numbered(1, { mask, boxes: [box] })]);
    const frame = frameOf(result);
    const pasted = [...frame.image.pixels.entries()].filter(([, value]) => value === 60).map(([index]) => index);
    expect(pasted).toEqual([at(3, 3), at(4, 4), at(5, 5), at(6, 6)]);
    expect(frame.boxes).toEqual([{ ...box, width: expect.closeTo(box.width), height: expect.closeTo(box.height) }]);
    expect(frame.mask?.pixels[at(4, 4)]).toBe(2);
    expect(frame.mask?.pixels[at(10, 1)]).toBe(0);
    expect(fractionsOf(result)).toEqual([1 - 4 / AREA, 4 / AREA, 0, 0].map((fraction) => expect.closeTo(fraction)));
  });

  it('pastes rectangles without a mask, all of a class without boxes, nothing with neither', () => {
    const box = { label: 'it', x: 0.25, y: 0.2, width: 0.5, height: 0.5 };
    const byBox = apply(operation, [numbered(0), numbered(1, { boxes: [box] })]);
    expect(fractionOf(byBox, 60)).toBe(30 / AREA);
    const mask = {
      ...frameOf(numbered(0)).image,
      pixels: Uint8Array.from({ length: AREA }, (_, index) => Number(index < 17)),
    };
    expect(fractionOf(apply(operation, [numbered(0), numbered(1, { mask })]), 60)).toBe(17 / AREA);
    expect(apply(operation, [numbered(0), numbered(1)])).toEqual(numbered(0));
  });

  it('pastes at least one object, and others as often as its fraction says', () => {
    const boxes = Array.from({ length: 6 }, (_, index) => ({
      label: `${index}`,
      x: index / 6,
      y: 0,
      width: 1 / 6,
      height: 0.5,
    }));
    const counts = (fraction: number) =>
      Array.from({ length: 300 }, (_, seed) => {
        return (
          frameOf(apply({ ...operation, fraction, seed }, [numbered(0), numbered(1, { boxes })])).boxes?.length ?? 0
        );
      });
    expect(new Set(counts(0))).toEqual(new Set([1]));
    expect(new Set(counts(1))).toEqual(new Set([6]));
    expect(counts(0.4).reduce((sum, each) => sum + each, 0) / 300).toBeCloseTo(1 + 5 * 0.4, 0);
  });

  it('pastes of a box that reaches out of its picture, or is empty, what lies inside', () => {
    const fraction = fc.double({ min: -0.5, max: 1.5, noNaN: true });
    const side = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fraction, fraction, side, side, (x, y, width, height) => {
        const boxes = [{ label: 'it', x, y, width, height }];
        const frame = frameOf(apply(operation, [numbered(0), numbered(1, { boxes })]));
        const reach = (index: number) => {
          const [left, top] = [(index % WIDTH) / WIDTH, Math.floor(index / WIDTH) / HEIGHT];
          return Math.min(
            Math.min(x + width, left + 1 / WIDTH) - Math.max(x, left),
            Math.min(y + height, top + 1 / HEIGHT) - Math.max(y, top),
          );
        };
        const wrong = [...frame.image.pixels].filter((value, index) =>
          value === 60 ? reach(index) < 0 : reach(index) > 1e-5,
        );
        expect(wrong).toEqual([]);
      }),
    );
  });
});
