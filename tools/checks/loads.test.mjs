// @ts-check
import { readFacts } from './imports.mjs';
import { loadProblems } from './loads.mjs';

const gate = {
  name: '@sightline/gate',
  folder: 'packages/gate',
  layer: 1,
  private: false,
  commands: [],
  exports: {
    '.': { '@sightline/source': './src/index.ts' },
    './rules': './dist/rules.js',
    './package.json': './package.json',
    './fixtures/rules': { '@sightline/source': './src/rules.fixture.ts' },
  },
  dependencies: [],
  devDependencies: [],
};
const engine = { ...gate, name: '@sightline/engine', folder: 'packages/engine', exports: { '.': './dist/index.js' } };

/**
 * The problems of a package whose index imports a file that reads as given.
 *
 * @param {string} text of `judge.ts`
 * @param {import('./loads.mjs').Loads} [table]
 */
function check(
  text,
  table = { '@sightline/gate': ['zod'], '@sightline/gate/rules': [], '@sightline/engine': ['tfjs'] },
) {
  const files = {
    'packages/gate/src/index.ts': "import { z } from 'zod'; export { judge } from './judge.ts';",
    'packages/gate/src/judge.ts': text,
    'packages/gate/src/rules.ts': "import { readFile } from 'node:fs/promises';",
    'packages/engine/src/index.ts': "import tf = require('tfjs'); export { tf };",
  };
  return loadProblems(
    {
      packages: [gate, engine],
      files: Object.entries(files).map(([path, source]) => ({ path, ...readFacts(source) })),
    },
    table,
  );
}

describe('the check of what an import loads', () => {
  it('names the imports that lead to what an entry may not load', () => {
    const way = 'packages/gate/src/index.ts > packages/gate/src/judge.ts > packages/engine/src/index.ts';
    expect(check("import { tf } from '@sightline/engine';")).toEqual([
      expect.stringContaining(`@sightline/gate loads @sightline/engine: ${way}.`),
      expect.stringContaining(`@sightline/gate loads tfjs: ${way} > tfjs.`),
    ]);
    expect(check("export { type Tensor } from '@sightline/engine';")).toHaveLength(2);
  });

  it('lets types be imported, and what is loaded on demand', () => {
    expect(check("import type { tf } from '@sightline/engine'; import('@sightline/engine');")).toEqual([]);
    expect(check("export type { Tensor } from '@sightline/engine';")).toEqual([]);
  });

  it('allows what the table allows, itself or by another entry', () => {
    const table = { '@sightline/gate/rules': [], '@sightline/engine': ['tfjs'] };
    const text = "import { tf } from '@sightline/engine';";
    expect(check(text, { ...table, '@sightline/gate': ['zod', '@sightline/engine'] })).toEqual([]);
    expect(check(text, { ...table, '@sightline/gate': ['zod', '@sightline/engine', 'sharp'] })).toEqual([
      expect.stringContaining('@sightline/gate does not load sharp'),
    ]);
  });

  it('wants a row for every entry, and no others', () => {
    expect(check('', { '@sightline/gate': ['zod'], '@sightline/engine': ['tfjs'], '@sightline/gone': [] })).toEqual([
      expect.stringContaining('@sightline/gate/rules may be imported'),
      expect.stringContaining('there is no @sightline/gone'),
    ]);
  });
});
