// @ts-check
import { readFacts } from './imports.mjs';
import { roomProblems } from './rooms.mjs';

/**
 * The circles of rooms in a package `augment` with these files.
 *
 * @param {Record<string, string>} imports by file, the one that it imports
 */
function check(imports) {
  const owner = {
    name: '@sightline/augment',
    folder: 'packages/augment',
    layer: 3,
    private: false,
    commands: [],
    exports: {},
    dependencies: [],
    devDependencies: [],
  };
  const sources = Object.entries(imports).map(([path, specifier]) => ({
    path: `packages/augment/src/${path}`,
    ...readFacts(`import type { Warp } from '${specifier}';`),
  }));
  return roomProblems([{ owner, sources }]);
}

describe('the check of rooms', () => {
  it('accepts rooms that use others, their own files, and those beside them', () => {
    expect(
      check({
        'warp/warp.ts': '../matrix/matrix.ts',
        'warp/apply.ts': './warp.ts',
        'matrix/matrix.ts': '../errors.ts',
        'errors.ts': './warp/warp.ts',
        'matrix/inverse/inverse.ts': '../matrix.ts',
        'matrix/other.ts': './inverse/inverse.ts',
        'matrix/named.ts': '@sightline/augment/warp/warp.ts',
      }),
    ).toEqual([]);
  });

  it('refuses two rooms that need each other, types included, with the files and what to do', () => {
    expect(check({ 'warp/warp.ts': '../matrix/matrix.ts', 'matrix/deep/inverse.ts': '../../warp/apply.ts' })).toEqual([
      'packages/augment/src: the rooms matrix and warp need each other: ' +
        'matrix/deep/inverse.ts imports warp/apply.ts; warp/warp.ts imports matrix/matrix.ts. ' +
        'Move what both sides use to the room that it belongs to, or to a separate room that uses neither.',
    ]);
  });

  it('finds them at any depth', () => {
    expect(check({ 'a/b/warp.ts': '../c/matrix.ts', 'a/c/matrix.ts': '../b/warp.ts' })).toEqual([
      expect.stringContaining(
        'packages/augment/src/a: the rooms b and c need each other: b/warp.ts imports c/matrix.ts',
      ),
    ]);
  });

  it('refuses a circle of several, once', () => {
    expect(check({ 'c/c.ts': '../a/a.ts', 'a/a.ts': '../b/b.ts', 'b/b.ts': '../c/c.ts' })).toEqual([
      expect.stringContaining(
        'the rooms a, b and c need each other: a/a.ts imports b/b.ts; b/b.ts imports c/c.ts; c/c.ts imports a/a.ts.',
      ),
    ]);
  });

  it('lists a few of many imports', () => {
    const many = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`a/a${number}.ts`, '../b/b.ts']));
    expect(check({ ...many, 'b/b.ts': '../a/a1.ts' })).toEqual([
      expect.stringContaining('a/a3.ts imports b/b.ts, 2 more; b/b.ts imports a/a1.ts.'),
    ]);
  });

  it('leaves tests and fixtures aside', () => {
    expect(
      check({ 'a/a.ts': '../b/b.ts', 'b/b.test.ts': '../a/a.ts', 'b/b.fixture.ts': '../a/a.ts', 'b/c.ts': './b.ts' }),
    ).toEqual([]);
  });
});
