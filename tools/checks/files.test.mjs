// @ts-check
import { commandProblems, fileProblems, readmeProblems, wideLines } from './files.mjs';

describe('the file budgets', () => {
  it('accept an ordinary file', () => {
    expect(fileProblems({ path: 'packages/ingest/src/split.ts', bytes: 4_000, lines: 250 })).toEqual([]);
    expect(fileProblems({ path: 'packages/cli/src/commonality.ts', bytes: 4_000, lines: 10 })).toEqual([]);
  });

  it.each([
    [{ path: 'packages/ingest/src/split.ts', bytes: 9_000, lines: 251 }, 'at most 250'],
    [{ path: 'docs/clip.mp4', bytes: 1_000_001, lines: 0 }, '1000001 bytes'],
    [{ path: 'packages/ingest/src/utils.ts', bytes: 10, lines: 1 }, 'Name the concept'],
    [{ path: 'packages/ingest/src/helpers/read.ts', bytes: 10, lines: 1 }, 'Name the concept'],
  ])('refuse %j', (file, reason) => {
    expect(fileProblems(file)).toEqual([expect.stringContaining(reason)]);
  });

  it('refuse lines of more than 120 columns, comments too, but not regular expressions', () => {
    const comment = `/** ${'c'.repeat(120)} */`;
    const text = ['short', 'a '.repeat(61), `  /${'b'.repeat(130)}/i,`, 'é'.repeat(120), comment].join('\n');
    expect(wideLines(text)).toEqual([2, 5]);
    expect(fileProblems({ path: 'packages/ingest/src/split.ts', bytes: 10, lines: 3, wide: [2] })).toEqual([
      expect.stringContaining('more than 120 columns in line 2'),
    ]);
    expect(fileProblems({ path: 'packages/augment/src/generated/a.ts', bytes: 10, lines: 3, wide: [2] })).toEqual([]);
  });

  it('let golden files be long', () => {
    expect(fileProblems({ path: 'packages/server/golden/api.ts', bytes: 9_000, lines: 900 })).toEqual([]);
  });

  it('want commands to be there before anything is built', () => {
    const files = [{ path: 'packages/cli/bin/sightline.mjs' }];
    expect(commandProblems(['packages/cli/bin/sightline.mjs'], files)).toEqual([]);
    expect(commandProblems(['packages/cli/dist/bin.js'], files)).toEqual([
      expect.stringContaining('packages/cli/dist/bin.js: a command that is not in the repository'),
    ]);
  });

  it('want a README of 20 to 60 lines', () => {
    expect(readmeProblems({ path: 'packages/ingest/README.md', lines: undefined })).toEqual([
      'packages/ingest/README.md: missing.',
    ]);
    expect(readmeProblems({ path: 'packages/ingest/README.md', lines: 19 })).toHaveLength(1);
    expect(readmeProblems({ path: 'packages/ingest/README.md', lines: 60 })).toEqual([]);
  });
});
