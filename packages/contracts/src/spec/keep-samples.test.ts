import fc from 'fast-check';
import { parse } from 'yaml';
import { keepSamples } from './keep-samples.ts';

const HEAD = '# A pipeline.\nname: digits   # and its name\ningest: {source: {path: data}}\n';
const TAIL = '\nmodel: { filters: [32,  64] } # two\n';

describe('scrub.keep of a spec', () => {
  it.each([
    ['{ dark: ignore } # dark', '{ keep: ["a/1.png"], dark: ignore } # dark'],
    ['{}', '{ keep: ["a/1.png"] }'],
    ['{ dark: ignore, keep: [b] }', '{ dark: ignore, keep: ["a/1.png"] }'],
    ['\n  # first\n  dark: ignore # dark', '\n  # first\n  keep:\n    - "a/1.png"\n  dark: ignore # dark'],
    ['\n  keep:\n    - b\n    - c\n  dark: ignore', '\n  keep:\n    - "a/1.png"\n  dark: ignore'],
  ])('is written into %j, and all else stays as it is', (before, after) => {
    const text = `${HEAD}scrub: ${before}${TAIL}`;
    expect(keepSamples(text, 'p.yaml', ['a/1.png'])).toBe(`${HEAD}scrub: ${after}${TAIL}`);
  });

  it('is appended where there is no scrub', () => {
    expect(keepSamples(HEAD, 'p.yaml', ['a', 'b'])).toBe(`${HEAD}\nscrub:\n  keep:\n    - "a"\n    - "b"\n`);
  });

  it('is written into JSON as JSON', () => {
    for (const scrub of [undefined, {}, { dark: 'ignore' }, { keep: ['b'] }]) {
      const value = { name: 'digits', scrub };
      const text = keepSamples(JSON.stringify(value, undefined, 2), 'p.json', ['a']);
      expect(JSON.parse(text)).toEqual({ ...value, scrub: { ...scrub, keep: ['a'] } });
    }
  });

  it('can be any ids, none too', () => {
    const scrub = fc.constantFrom('', 'scrub: { dark: flag }\n', 'scrub:\n    dark: flag\n', 'scrub:\n keep:\n  - x\n');
    fc.assert(
      fc.property(scrub, fc.array(fc.string({ unit: 'grapheme' })), (written, keep) => {
        expect(parse(keepSamples(HEAD + written, 'p.yaml', keep))).toMatchObject({ name: 'digits', scrub: { keep } });
      }),
    );
  });

  it('is for a person to write where it cannot be edited', () => {
    expect(() => keepSamples('name: x\nscrub: null\n', 'p.yaml', ['a'])).toThrow(
      'p.yaml is written so that it cannot be edited here. Set scrub.keep in it to ["a"]',
    );
  });
});
