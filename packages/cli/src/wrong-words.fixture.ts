import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ERROR_CODES } from '@sightline/contracts';

/** One wrong call: its words (after the command), and what is answered. */
export interface Wrong {
  readonly words: readonly string[];
  readonly says: RegExp;
  /** `cli/wrong-usage` when left out. */
  readonly code?: keyof typeof ERROR_CODES;
  /** 2, wrong usage, when left out. */
  readonly exit?: 1;
  readonly environment?: NodeJS.ProcessEnv;
}

export const folder = join(tmpdir(), `sightline-wrong-calls-${process.pid}`);
export const inFolder = (name: string) => join(folder, name);
export const id = (digit: string) => digit.repeat(64);
/** A port on which nobody listens, and one that is taken, are filled in. */
export const NOBODY = 'http://127.0.0.1:FREE';

/** What is wrong with each file that a pipeline or an image may be. */
export const unreadable = (words: (file: string) => string[]): Wrong[] => [
  { words: words(inFolder('missing')), code: 'cli/unreadable-file', says: /There is no file .*missing\.$/ },
  { words: words(folder), code: 'cli/unreadable-file', says: /is a folder\. Give a file in it\.$/ },
  {
    words: words(join(inFolder('empty.yaml'), 'spec.yaml')),
    code: 'cli/unreadable-file',
    says: /a part of its path is a file/,
  },
  // The administrator reads everything.
  ...(process.getuid?.() === 0
    ? []
    : [
        {
          words: words(inFolder('locked')),
          code: 'cli/unreadable-file',
          says: /may not be read by this user/,
        } as const,
      ]),
];

export const noPipelines = (words: (file: string) => string[]): Wrong[] => [
  ...unreadable(words),
  { words: words(inFolder('code.ts')), code: 'contracts/unreadable-spec', says: /code\.ts is not YAML or JSON: / },
  { words: words(inFolder('empty.yaml')), code: 'contracts/invalid-input', says: /empty\.yaml is not valid/ },
  {
    words: words(inFolder('unknown.yaml')),
    code: 'contracts/invalid-input',
    says: /fits: unknown key\. Did you mean "fit"/,
  },
];

export const noPorts: Wrong[] = ['70000', '-1', '8501.5', 'http'].map((port) => ({
  words: ['--port', port],
  says: /Expected a port from 0 to 65535/,
}));
export const noNames = (words: (name: string) => string[]): Wrong[] =>
  ['a b', '../x', ''].map((name) => ({ words: words(name), says: /It must be 1 to 64 letters/ }));
export const notFound = (words: string[], says: RegExp): Wrong => ({
  words,
  code: 'artifacts/not-found',
  exit: 1,
  says,
});
export const noTags = (words: (tag: string) => string[]): Wrong[] =>
  ['baseline', '=x', 'purpose='].map((tag) => ({ words: words(tag), says: /Expected a key and a value, such as/ }));
export const noRun: Wrong = {
  words: ['digits-1'],
  code: 'cli/run-not-found',
  exit: 1,
  says: /There is no run "digits-1"\. `sightline runs` lists them\./,
};

export const noAnswers: Wrong[] = [
  { ...noRun, words: ['digits-1', '--why', 'x'] },
  { words: ['digits-1'], says: /required option '--why <text>' not specified/ },
  { words: ['digits-1', '--why', ' '], says: /Expected a few words/ },
];
