import fc from 'fast-check';
import { jsonFault } from './json-fault.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('what is wrong with a JSON text', () => {
  it('is nothing of what parses, and something of all else', () => {
    expect.hasAssertions();
    const pieces = fc.constantFrom(
      ...'[]{},:"\\ \n01-.e'.split(''),
      'true',
      'null',
      '"a"',
      '\\u00e9',
      '1e5',
      '\t',
      'nul',
      '\u0001',
    );
    const texts = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => expect(jsonFault(text) === undefined).toBe(isJson(text))),
      { numRuns: 2_000 },
    );
  });

  it('is nothing of any value as JSON, and something of each beginning of a list', () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, length) => {
        const list = `[${json}]`;
        expect(jsonFault(list)).toBeUndefined();
        expect(jsonFault(list.slice(0, length % list.length))).toBeDefined();
      }),
    );
  });

  it.each([
    ['', 'expected a value at position 0, received its end'],
    ['{"instances": [1,]}', 'expected a value at position 17, received ]'],
    ['{"a" 1}', 'expected : at position 5, received 1'],
    ['{a: 1}', 'expected a name in quotes or } at position 1, received "a"'],
    ['[1 2]', 'expected , or ] at position 3, received 2'],
    ['[1}', 'expected , or ] at position 2, received }'],
    ['[[1, 2]', 'expected , or ] at position 7, received its end'],
    ['["a]', 'expected a value or ] at position 1, received a string without its closing quote'],
    ['[1] [', 'expected the end of the body at position 4, received ['],
    ['[0, -Infinity]', '-Infinity at position 4 is not JSON: every value must be a finite number'],
  ])('%s: %s', (text, fault) => expect(jsonFault(text)).toBe(fault));

  it('is found behind millions of brackets, and of backslashes', () => {
    expect(jsonFault('['.repeat(2_000_000))).toBe('expected a value or ] at position 2000000, received its end');
    expect(jsonFault(`["${'\\'.repeat(2_000_000)}"`)).toBe('expected , or ] at position 2000003, received its end');
  });
});
