// @ts-check
import { brokenLinks, headingsOf } from './links.mjs';

const repository = {
  exists: (/** @type {string} */ path) => ['docs/splits.md', 'docs/page.md', 'packages/ingest/src'].includes(path),
  headings: () => ['times', 'groups-and-time'],
};

describe('the links of a document', () => {
  it('may lead to files, folders, headings and other sites', () => {
    const text =
      '[a](splits.md) [b](splits.md#times) [c](#groups-and-time) [d](../packages/ingest/src) ' +
      '[e](https://example.com/x#y)\n```ts\nconst [x] = f[0](y);\n```\nand `values[0](z)`';
    expect(brokenLinks('docs/page.md', text, repository)).toEqual([]);
  });

  it('are broken without their file or heading', () => {
    expect(brokenLinks('docs/page.md', '![a](pictures/none.png) [b](splits.md#none)', repository)).toEqual([
      'docs/page.md: links to docs/pictures/none.png, which does not exist.',
      'docs/page.md: links to #none of docs/splits.md, which has no such heading.',
    ]);
  });

  it('name headings as GitHub does', () => {
    const text = '# Where it differs from Albumentations 2.0.8\n\n```sh\n# no heading\n```\n\n## `js`, and more\n';
    expect(headingsOf(text)).toEqual(['where-it-differs-from-albumentations-208', 'js-and-more']);
  });
});
