// @ts-check
import { makeClasses } from './made-classes.mjs';
import { DIGIT_SIDE } from './mnist.mjs';

/** Brighter to the lower right, differently for each digit. */
const imageOf = (/** @type {number} */ digit) =>
  Uint8Array.from({ length: DIGIT_SIDE ** 2 }, (_, place) => (place * (digit + 2)) % 251);
const classes = makeClasses([2, 3]);
const draw = (/** @type {string} */ name) => {
  const found = classes.find((made) => made.name === name);
  return found?.make(found.digits.map(imageOf)) ?? new Uint8Array();
};

describe('classes made of digits', () => {
  it('have different names and images, of the same size', () => {
    expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length);
    const images = classes.map(({ name }) => draw(name));
    expect(images.every(({ length }) => length === DIGIT_SIDE ** 2)).toBe(true);
    expect(new Set(images.map((image) => Buffer.from(image).toString('hex'))).size).toBe(classes.length);
  });

  it('are what they are called', () => {
    expect(draw('2')).toEqual(imageOf(2));
    const half = DIGIT_SIDE ** 2 / 2;
    expect(draw('2 over 3').subarray(0, half)).toEqual(imageOf(2).subarray(0, half));
    expect(draw('2 over 3').subarray(half)).toEqual(imageOf(3).subarray(half));
    const [upright, turned, mirrored] = [draw('2'), draw('2 turned 180'), draw('2 mirrored')];
    expect(turned).toEqual(upright.toReversed());
    expect(mirrored[0]).toBe(upright[DIGIT_SIDE - 1]);
  });

  it('leave out those that look like another', () => {
    const names = makeClasses([0, 1]).map(({ name }) => name);
    expect(names).toContain('1 turned 90');
    expect(names).not.toContain('0 turned 90');
    expect(names).not.toContain('1 turned 180');
  });
});
