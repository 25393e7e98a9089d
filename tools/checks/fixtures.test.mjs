// @ts-check
import { fixtureProblems } from './fixtures.mjs';
import { readFacts } from './imports.mjs';

/**
 * @param {string} name of the package
 * @param {Record<string, string>} files
 * @param {Record<string, Record<string, string>>} [exports]
 */
function world(name, files, exports = {}) {
  const folder = `packages/${name}`;
  return {
    owner: {
      name: `@sightline/${name}`,
      folder,
      layer: 1,
      private: false,
      commands: [],
      exports,
      dependencies: [],
      devDependencies: [],
    },
    sources: Object.entries(files).map(([path, text]) => ({ path: `${folder}/src/${path}`, ...readFacts(text) })),
  };
}

describe('the check of fixtures', () => {
  it('accepts a fixture that is exported for tests, and tests of other packages that import it', () => {
    const problems = fixtureProblems([
      world(
        'ingest',
        { 'png.fixture.ts': 'export function pixelPng() {}' },
        { './fixtures/png': { '@sightline/source': './src/png.fixture.ts' } },
      ),
      world('server', { 'server.test.ts': "import { pixelPng } from '@sightline/ingest/fixtures/png';" }),
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    "import { pixelPng } from '@sightline/ingest/fixtures/png';",
    "import { pixelPng } from './png.fixture.ts';",
  ])('refuses code that is not a test: %s', (text) => {
    expect(fixtureProblems([world('server', { 'server.ts': text })])).toEqual([
      expect.stringMatching(/^packages\/server\/src\/server\.ts: imports .* Only tests and fixtures/),
    ]);
  });

  it.each([
    ['./png', { '@sightline/source': './src/png.fixture.ts' }, 'Fixtures, and nothing else'],
    ['./fixtures/png', { '@sightline/source': './src/png.ts' }, 'Fixtures, and nothing else'],
    [
      './fixtures/png',
      { '@sightline/source': './src/png.fixture.ts', default: './dist/png.fixture.js' },
      'under "default"',
    ],
  ])('refuses an entry %s of %j', (entry, target, message) => {
    expect(fixtureProblems([world('ingest', {}, { [entry]: target })])).toEqual([expect.stringContaining(message)]);
  });

  it('refuses what two packages have; twice in one package is its own business', () => {
    const zip = 'export const zipOf = () => 1; export interface Member { name: string }';
    expect(
      fixtureProblems([
        world('native', { 'zip.fixture.ts': zip, 'wheel.fixture.ts': zip }),
        world('ingest', { 'archive.fixture.ts': 'export function zipOf() {}' }),
      ]),
    ).toEqual([
      expect.stringMatching(
        /^packages\/ingest\/src\/archive\.fixture\.ts: exports zipOf, as packages\/native\/src\/zip\.fixture\.ts does/,
      ),
    ]);
  });
});
