// @ts-check
import { failedSections } from './tests.mjs';

const OUTPUT = ` NX   Running target test for 2 projects:

> nx run ingest:test

> jest

PASS ingest src/split.test.ts
> nx run native:test

> jest

FAIL native src/source.test.ts
  ● a wheel › reports pip's own error line
`;

describe('failedSections', () => {
  it('keeps what the failed projects printed', () => {
    expect(failedSections(OUTPUT)).toEqual([
      expect.stringMatching(/^── tests of native:test\n[^]*FAIL native[^]*error line$/),
    ]);
  });

  it('keeps everything when no project can be named', () => {
    expect(failedSections('NX   Could not read nx.json')).toEqual(['── tests of NX   Could not read nx.json']);
  });
});
