// @ts-check
import { phraseProblems } from './language.mjs';

describe('the language check', () => {
  it.each([
    ['The loader has a thread of its own.', 'of its own'],
    ['What the source tells of labels', 'tells of'],
    ['Takes 0.12 ms in place of 0.34', 'in place of'],
    ['lets an alias (production) stand for a version', 'stand for'],
    ['Put them into one folder a class.', '"one … per …"'],
    ['it is computed anew', '"again"'],
    ['training speed beside Keras', '"compared with"'],
    ['The source is no folder.', '"is not a"'],
    ['labels that are no class indices', '"is not a"'],
    ['npx sightline up pipeline.yaml', 'npx @sightline/cli'],
    ['prints one line a problem', '"one … per …"'],
  ])('refuses %j', (text, reason) => {
    expect(phraseProblems('docs/page.md', text)).toEqual([expect.stringContaining(reason)]);
  });

  it('sees a phrase that a line break divides, and names its first line', () => {
    const text = '/**\n * The worker runs in a process of\n * its own.\n */\n';
    expect(phraseProblems('worker.ts', text)).toEqual([expect.stringMatching(/^worker\.ts:2: "of its own"/)]);
    expect(phraseProblems('x.mjs', '// one row\n// a sample')).toHaveLength(1);
  });

  it('lets ordinary English be', () => {
    const text = 'One folder per class; write a function of your own. Its own thread replaces it. A file and a folder.';
    expect(phraseProblems('docs/page.md', text)).toEqual([]);
    const nothing = 'There is no architecture "foo". There\nare no rows. It is no longer valid, and is no better.';
    expect(phraseProblems('docs/page.md', nothing)).toEqual([]);
  });
});
