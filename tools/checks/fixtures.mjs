// @ts-check
// Fixtures: only tests import them; those that tests of several packages need are exported by the lowest of these
// packages, for tests alone; and none is written twice.

import { TEST_FILE } from './source-files.mjs';

/**
 * @typedef {import('./workspace.mjs').Package} Package
 * @typedef {{ path: string } & import('./imports.mjs').FileFacts} SourceFile path relative to the root
 */

const FIXTURE = /\.fixture\.ts$/;
/** An import of a package's fixture. */
const FIXTURE_ENTRY = /^@sightline\/[^/]+\/fixtures\//;
/** The condition that only this repository resolves: what has no other is not there for users of the package. */
const SOURCE_CONDITION = '@sightline/source';

/**
 * @param {readonly { owner: Package, sources: readonly SourceFile[] }[]} worlds
 * @returns {string[]} one line per violation
 */
export function fixtureProblems(worlds) {
  return [
    ...worlds.flatMap(({ sources }) => sources.flatMap(productionProblems)),
    ...worlds.flatMap(({ owner }) => exportProblems(owner)),
    ...twinProblems(worlds),
  ];
}

/**
 * @param {SourceFile} file
 * @returns {string[]}
 */
function productionProblems({ path, imports }) {
  if (TEST_FILE.test(path)) return [];
  return imports
    .filter((specifier) => FIXTURE_ENTRY.test(specifier) || FIXTURE.test(specifier))
    .map((specifier) => `${path}: imports ${specifier}. Only tests and fixtures import fixtures.`);
}

/**
 * @param {Package} owner
 * @returns {string[]}
 */
function exportProblems({ folder, exports }) {
  return Object.entries(exports).flatMap(([entry, target]) => {
    const paths = typeof target === 'string' ? { default: target } : target;
    const isFixture = Object.values(paths).some((path) => FIXTURE.test(path));
    if (isFixture !== entry.startsWith('./fixtures/'))
      return [`${folder}: exports "${entry}". Fixtures, and nothing else, are exported under "./fixtures/".`];
    const others = Object.keys(paths).filter((condition) => condition !== SOURCE_CONDITION);
    if (!isFixture || others.length === 0) return [];
    return [
      `${folder}: exports the fixture "${entry}" under ${others.map((name) => `"${name}"`).join(' and ')}. ` +
        `Only "${SOURCE_CONDITION}" may have it: fixtures are not published.`,
    ];
  });
}

/**
 * @param {readonly { owner: Package, sources: readonly SourceFile[] }[]} worlds
 * @returns {string[]}
 */
function twinProblems(worlds) {
  /** @type {Map<string, { owner: Package, path: string }>} */
  const known = new Map();
  const fixtures = worlds.flatMap(({ owner, sources }) =>
    sources.filter(({ path }) => FIXTURE.test(path)).map((file) => ({ owner, ...file })),
  );
  return fixtures.flatMap(({ owner, path, exports }) =>
    exports.flatMap((name) => {
      const twin = known.get(name);
      if (twin === undefined) known.set(name, { owner, path });
      if (twin === undefined || twin.owner === owner) return [];
      return [
        `${path}: exports ${name}, as ${twin.path} does. Export one of them under "./fixtures/" in the package.json ` +
          'of the lower package, or name what differs.',
      ];
    }),
  );
}
