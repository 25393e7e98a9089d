import fc from 'fast-check';
import { parseJson } from './parse-json.ts';

describe('JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, undefined, 1);
        const whole = (_: string, each: unknown) =>
          Number.isInteger(each) && !Number.isSafeInteger(each) ? String(each) : each;
        const exact = (_: string, each: unknown) => (typeof each === 'number' && /e/.test(`${each}`) ? 0 : each);
        const plain = JSON.stringify(JSON.parse(text, exact), undefined, 1);
        expect(parseJson(plain)).toEqual(JSON.parse(plain, whole));
      }),
    );
    expect(parseJson('[{"a": {"a": [1, {"a": "a, \\"a\\": \\\\"}]}, "b": -0.5e-3}, {"a": null}]')).toEqual([
      { a: { a: [1, { a: 'a, "a": \\' }] }, b: -0.0005 },
      { a: null },
    ]);
  });

  it('keeps every digit of a whole number', () => {
    const text =
      '{"id": 9007199254740993, "list": [-12345678901234567890,9007199254740991], "text": "12345678901234567890"}';
    expect(parseJson(text)).toEqual({
      id: '9007199254740993',
      list: ['-12345678901234567890', 9007199254740991],
      text: '12345678901234567890',
    });
    expect(parseJson('[0.1234567890123456789, 1e300]')).toEqual([0.12345678901234568, 1e300]);
  });

  it.each([
    ['{"label": "cat",\n "label": "dog"}', /^line 2: one object has the key "label" twice\.$/],
    ['{"caf\\u00e9": 1, "café": 2}', /^line 1: one object has the key "café" twice/],
    ['[1,\n{"score": NaN}]', /^line 2: JSON has no NaN; write null/],
    ['{"x": -Infinity}', /^line 1: JSON has no Infinity/],
    ['{"x": True}', /^line 1: JSON has no True/],
    ['{"x": 1,\n"y', /^line 2: a string has no end/],
    ['{"x": 1\n', /^line 2: it is damaged or cut short here/],
    ['{"x": 1\n\n"y": 2}', /^line 3: it is damaged/],
    ['', /^line 1: it is damaged/],
  ])('is refused with its line: %s', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
  });
});
