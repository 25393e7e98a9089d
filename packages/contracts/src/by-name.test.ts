import { z } from 'zod';
import { jsonSchema } from './artifact.ts';
import { byName, valueOf } from './by-name.ts';
import { parse } from './parse.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '1', 'cat'];
const values = Object.fromEntries(NAMES.map((name, index) => [name, index]));

describe('values by name', () => {
  it.each([
    ['byName', byName(z.int())],
    ['JSON', jsonSchema],
  ])('keep every name: %s', (_, schema) => {
    const parsed = schema.parse(JSON.parse(JSON.stringify(values))) as Record<string, number>;
    expect(JSON.stringify(parsed)).toBe(JSON.stringify(values));
    expect(NAMES.map((name) => valueOf(parsed, name))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  it('have none where nothing was given', () => {
    for (const name of NAMES) expect(valueOf({}, name)).toBeUndefined();
  });

  it('are refused with their place and what was received', () => {
    const schema = z.strictObject({ counts: byName(byName(z.int())) });
    expect(() => parse(schema, { counts: { train: { __proto__: 1, cat: 'two' } } }, 'The counts')).toThrow(
      /counts\.train\.cat: .*expected number.* \(received "two"\)/s,
    );
    expect(() => parse(schema, { counts: [1] }, 'The counts')).toThrow(
      'counts: expected an object with values by name (received [1])',
    );
  });
});

describe('JSON', () => {
  it.each([[undefined], [Number.NaN], [Infinity], [new Map()], [() => 1], [{ a: [undefined] }], [new Uint8Array(1)]])(
    'is not %s',
    (value) => expect(jsonSchema.safeParse(value).success).toBe(false),
  );

  it.each([[null], [true], ['text'], [-1.5], [[]], [{ a: { b: [1, 'two', null] } }]])('is %j', (value) =>
    expect(jsonSchema.parse(value)).toEqual(value),
  );
});
