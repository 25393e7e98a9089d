// @ts-check
import { violations } from './boundaries.mjs';
import { readFacts } from './imports.mjs';

/**
 * @param {string} name
 * @param {number} layer
 * @param {string[]} dependencies
 */
function definePackage(name, layer, dependencies = []) {
  return {
    name: `@sightline/${name}`,
    folder: `packages/${name}`,
    layer,
    private: false,
    commands: [],
    exports: {},
    dependencies,
    devDependencies: [],
  };
}

const packages = [
  definePackage('contracts', 0),
  definePackage('ingest', 2),
  definePackage('models', 3),
  definePackage('augment', 3),
];

/**
 * The violations of a package `augment` (layer 3) with these files.
 *
 * @param {Record<string, string>} files
 * @param {string[]} dependencies
 */
function check(files, dependencies = []) {
  const sources = Object.entries(files).map(([path, text]) => ({
    path: `packages/augment/src/${path}`,
    ...readFacts(text),
  }));
  return violations({
    owner: definePackage('augment', 3, dependencies),
    sources,
    packages,
    rootDevDependencies: ['fast-check'],
  });
}

describe('the boundary check', () => {
  it('accepts an import from a lower layer that is declared', () => {
    expect(
      check({ 'warp.ts': "import { parse } from '@sightline/contracts'; import { join } from 'node:path';" }, [
        '@sightline/contracts',
      ]),
    ).toEqual([]);
  });

  it.each([
    ['static', "import { cnn } from '@sightline/models';"],
    ['type', "import type { Model } from '@sightline/models';"],
    ['re-export', "export { cnn } from '@sightline/models';"],
    ['dynamic', "const models = await import('@sightline/models');"],
    ['type query', "let model: import('@sightline/models').Model;"],
    ['require', "createRequire(import.meta.url).resolve('@sightline/models/thread');"],
  ])('refuses a %s import of the same layer', (_kind, text) => {
    expect(check({ 'warp.ts': text }, ['@sightline/models'])).toEqual([
      expect.stringMatching(/^packages\/augment\/src\/warp\.ts: layer 3 imports @sightline\/models of layer 3/),
    ]);
  });

  it('refuses a relative import that leaves the package', () => {
    expect(check({ 'warp.ts': "import { read } from '../../ingest/src/read.ts';" })).toEqual([
      expect.stringContaining('leaves the package'),
    ]);
    expect(check({ 'deep/warp.ts': "import { read } from '../read.ts';" })).toEqual([]);
  });

  it('refuses a dependency that is missing, and one that is never used', () => {
    expect(check({ 'warp.ts': "import sharp from 'sharp';" }, ['zod'])).toEqual([
      expect.stringMatching(/imports sharp, which its package\.json does not declare/),
      expect.stringMatching(/declares zod and never imports it/),
    ]);
  });

  it('lets a test import what the repository has for tests, and nothing unknown', () => {
    expect(check({ 'warp.test.ts': "import fc from 'fast-check';" })).toEqual([]);
    expect(check({ 'warp.test.ts': "import x from 'left-pad';" })).toEqual([
      expect.stringContaining('imports left-pad'),
    ]);
  });

  it('keeps Temporal in workflows and the terminal in the command line', () => {
    const problems = check(
      { 'warp.ts': "import { heartbeat } from '@temporalio/activity'; console.log(1); process.stdout.write('');" },
      ['@temporalio/activity'],
    );
    expect(problems).toEqual([
      expect.stringContaining('Only workflows/ knows Temporal'),
      expect.stringContaining('writes to the terminal'),
    ]);
    expect(check({ 'bin.ts': 'console.log(1);', 'warp.ts': '// console.log(1)' })).toEqual([]);
  });
});
