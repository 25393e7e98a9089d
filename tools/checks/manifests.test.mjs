// @ts-check
import { manifestProblems, outwardLinks } from './manifests.mjs';

const shared = { license: 'Apache-2.0', engines: { node: '>=20.19' } };
const complete = { ...shared, description: 'A package', keywords: ['image'], files: ['dist'], types: './index.d.ts' };

it('passes a complete manifest', () => {
  expect(manifestProblems('packages/a', complete, shared)).toEqual([]);
});

it('names what is missing and what differs from the root', () => {
  const manifest = { ...complete, keywords: [], engines: { node: '>=18' } };
  expect(manifestProblems('packages/a', manifest, shared)).toEqual([
    'packages/a/package.json: "keywords" is missing.',
    `packages/a/package.json: "engines" is {"node":">=18"}, the root's manifest asks for {"node":">=20.19"}.`,
  ]);
});

it('asks for the folder of each package in a repository that is known', () => {
  const known = { ...shared, repository: { type: 'git', url: 'git+https://example.org/a.git' } };
  const repository = { ...known.repository, directory: 'packages/a' };
  expect(manifestProblems('packages/a', { ...complete, repository }, known)).toEqual([]);
  expect(manifestProblems('packages/a', { ...complete, repository: known.repository }, known)).toHaveLength(1);
});

it('finds links that lead out of the package', () => {
  const readme = 'See [docs](../../docs/a.md), [a file](src/a.ts), [a page](https://example.org), `[code](../b)`.';
  expect(outwardLinks('packages/a', readme)).toEqual([
    expect.stringContaining('packages/a/README.md: links to ../../'),
  ]);
});
