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
const id = (digit: string) => digit.repeat(64);
/** A port on which nobody listens, and one that is taken, are filled in. */
const NOBODY = 'http://127.0.0.1:FREE';

/** What is wrong with each file that a pipeline or an image may be. */
const unreadable = (words: (file: string) => string[]): Wrong[] => [
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

const noPipelines = (words: (file: string) => string[]): Wrong[] => [
  ...unreadable(words),
  { words: words(inFolder('code.ts')), code: 'contracts/unreadable-spec', says: /code\.ts is not YAML or JSON: / },
  { words: words(inFolder('empty.yaml')), code: 'contracts/invalid-input', says: /empty\.yaml is not valid/ },
  {
    words: words(inFolder('unknown.yaml')),
    code: 'contracts/invalid-input',
    says: /fits: unknown key\. Did you mean "fit"/,
  },
];

const noPorts: Wrong[] = ['70000', '-1', '8501.5', 'http'].map((port) => ({
  words: ['--port', port],
  says: /Expected a port from 0 to 65535/,
}));
const noNames = (words: (name: string) => string[]): Wrong[] =>
  ['a b', '../x', ''].map((name) => ({ words: words(name), says: /It must be 1 to 64 letters/ }));
const notFound = (words: string[], says: RegExp): Wrong => ({ words, code: 'artifacts/not-found', exit: 1, says });
const noTags = (words: (tag: string) => string[]): Wrong[] =>
  ['baseline', '=x', 'purpose='].map((tag) => ({ words: words(tag), says: /Expected a key and a value, such as/ }));
const noRun: Wrong = {
  words: ['digits-1'],
  code: 'cli/run-not-found',
  exit: 1,
  says: /There is no run "digits-1"\. `sightline runs` lists them\./,
};

const noAnswers: Wrong[] = [
  { ...noRun, words: ['digits-1', '--why', 'x'] },
  { words: ['digits-1'], says: /required option '--why <text>' not specified/ },
  { words: ['digits-1', '--why', ' '], says: /Expected a few words/ },
];

/** What each command can be told wrongly, besides what all can be told: a command without a row is a failing test. */
export const WRONG: Readonly<Record<string, readonly Wrong[]>> = {
  init: [
    { words: [inFolder('missing')], code: 'ingest/source-not-found', exit: 1, says: /missing does not exist\. Name a/ },
    { words: [folder, '--output', inFolder('empty.yaml')], says: /empty\.yaml is there already.*--force/ },
    {
      words: [inFolder('code.ts')],
      code: 'ingest/empty-source',
      exit: 1,
      says: /not recognised as a source\. Allowed: /,
    },
  ],
  up: [...noPipelines((file) => [file]), ...noPorts.map((wrong) => ({ ...wrong, words: ['x.yaml', ...wrong.words] }))],
  validate: noPipelines((file) => [file]),
  run: [
    ...noPipelines((file) => [file]),
    ...noPipelines((file) => [file, '--only', 'split']).slice(0, 1),
    { words: ['x.yaml', '--only', 'nothing'], says: /Allowed choices are ingest, scrub/ },
    { words: ['x.yaml', '--only', 'split', '--server', NOBODY], says: /cannot be used with option '--server/ },
    { words: ['x.yaml', '--server', 'localhost'], says: /Expected a URL such as/ },
    { words: ['x.yaml', '--only', 'split', '--run-id', 'a'], says: /cannot be used with option '--run-id/ },
    { words: ['x.yaml', '--only', 'split', '--tag', 'a=b'], says: /cannot be used with option '--tag/ },
    { words: ['x.yaml', '--from', 'promote'], says: /Allowed choices are ingest, scrub/ },
    ...['', '../x', '.hidden', 'a b', 'x'.repeat(101)].map((runId) => ({
      words: ['x.yaml', '--run-id', runId],
      says: /Expected 1 to 100 letters, digits/,
    })),
    ...noTags((tag) => ['x.yaml', '--tag', tag]),
  ],
  runs: noTags((tag) => ['--tag', tag]),
  show: [noRun],
  schedule: [
    ...noPipelines((file) => ['create', file]),
    ...noPipelines((file) => ['apply', file]).slice(0, 1),
    ...noNames((name) => ['pause', name]),
    { words: ['pause'], says: /^missing required argument 'schedule'/ },
    { words: ['pause', 'digits', '--why', ' '], says: /Expected a few words/ },
    { words: ['gc'], code: 'contracts/invalid-input', says: /says no time. Allowed: cron, every/ },
    { words: ['gc', '--every', '2x'], code: 'contracts/invalid-input', says: /every: must be a number of seconds/ },
    { words: ['gc', '--every', '1d', '--keep-days', '-1'], says: /Expected a whole number from 0/ },
    { words: ['backfill', 'digits'], says: /^required option '--start <time>' not specified/ },
    { words: ['backfill', 'digits', '--start', 'yesterday'], says: /Expected a date, or a date and time/ },
    {
      words: ['backfill', 'digits', '--start', '2026-11-02', '--end', '2026-11-01'],
      says: /^--end is before --start/,
    },
    { words: ['trigger', 'digits'], code: 'cli/no-worker', exit: 1, says: /sightline worker/ },
    { words: ['show', 'digits'], code: 'workflows/schedule-not-found', exit: 1, says: /schedule list shows those/ },
  ],
  follow: [noRun],
  cancel: [noRun],
  approve: noAnswers,
  reject: noAnswers,
  worker: [
    {
      words: [],
      environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
      code: 'workflows/server-unreachable',
      exit: 1,
      says: /^No Temporal server answers at 127\.0\.0\.1:1/,
    },
  ],
  promote: [
    ...noNames((name) => [name, '3', '--why', 'x']),
    ...['three', '0', '-1', '1.5'].map((version) => ({
      words: ['digits', '--why', 'x', '--', version],
      says: /Expected a version number such as 3/,
    })),
    { words: ['digits', '3'], says: /required option '--why <text>' not specified/ },
    { words: ['digits', '3', '--why', ' '], says: /Expected a few words/ },
    { words: ['digits', '3', '--why', 'x', '--alias', 'a b'], says: /It must be 1 to 64 letters/ },
    {
      words: ['digits', '3', '--why', 'x'],
      code: 'artifacts/not-found',
      exit: 1,
      says: /Model digits has no version 3/,
    },
  ],
  rollback: [
    ...noNames((name) => [name, '--why', 'x']),
    { words: ['digits'], says: /required option '--why <text>' not specified/ },
    { words: ['digits', '--why', ''], says: /Expected a few words/ },
    { words: ['digits', '--why', 'x'], code: 'artifacts/not-found', exit: 1, says: /nothing to roll back to/ },
  ],
  serve: [
    ...noPorts,
    { words: ['--alias', 'a b'], says: /It must be 1 to 64 letters/ },
    { words: ['--port', 'TAKEN'], code: 'cli/cannot-listen', exit: 1, says: /port \d+ is taken by another program/ },
    {
      words: ['--port', '0', '--host', '203.0.113.1'],
      code: 'cli/cannot-listen',
      exit: 1,
      says: /does not have the address 203\.0\.113\.1|203\.0\.113\.1 is not an address/,
    },
  ],
  predict: [
    ...unreadable((file) => [file]),
    ...unreadable((file) => [inFolder('image.png'), file, '--model', 'digits']).slice(0, 1),
    { words: [inFolder('image.png'), '--url', 'localhost'], says: /Expected a URL such as/ },
    { words: [inFolder('image.png'), '--shard-size', '10'], says: /--shard-size needs --out/ },
    { words: ['.', '--out', 'predictions', '--shard-size', '0'], says: /Expected a number of records, 1 to 1000000/ },
    { words: ['.', '.', '--out', 'predictions'], says: /--out takes one folder, one table of paths or one dataset/ },
    ...noNames((name) => [inFolder('image.png'), '--model', name]).map((wrong) => ({
      ...wrong,
      code: 'contracts/invalid-input' as const,
      says: /must be 1 to 64 letters/,
    })),
    {
      words: [inFolder('image.png'), '--url', NOBODY],
      code: 'deployer/server-unreachable',
      exit: 1,
      says: /^No model server answers at \S+ \(nothing listens there\)\. Start one with `sightline serve`/,
    },
    {
      words: [inFolder('image.png'), '--url', 'http://127.0.0.1:TAKEN'],
      code: 'server/model-not-found',
      exit: 1,
      says: /answered 404/,
    },
  ],
  evaluate: [
    { words: ['digits'], says: /required option '--data <data>' not specified/ },
    { words: ['digits@3', '--data', 'x', '--split', 'none'], says: /Allowed choices are/ },
    notFound(['digits@3', '--data', folder], /model/i),
  ],
  findings: [notFound(['abcdef'], /dataset/), { words: ['abcdef', '--check', 'colour'], says: /Allowed choices are/ }],
  restore: noPipelines((file) => [file]),
  completion: [{ words: ['fish'], says: /Allowed choices are bash, zsh/ }],
  augment: [
    ...noPipelines((file) => [file]),
    { words: ['x.yaml', '--preview', 'preview.gif'], says: /Expected a file such as preview\.html/ },
    { words: ['x.yaml', '--samples', '0'], says: /Expected a number from 1 to 1000/ },
    { words: ['x.yaml', '--draws', 'many'], says: /Expected a number from 1 to 1000/ },
    { words: ['x.yaml', '--seed', '1.5'], says: /Expected a whole number from 0/ },
    notFound([inFolder('unknown.yaml'), '--dataset', 'abcdef'], /dataset/),
  ],
  compare: [
    notFound([id('0'), id('1')], /dataset/),
    notFound(['abcdef', '123456'], /dataset/),
    notFound(['no-run', 'no-run'], /dataset/),
    { words: [id('0'), id('1'), '--threshold', 'much'], says: /Expected a measure and a distance/ },
  ],
  lineage: [
    notFound(['digits'], /There is no .* "digits"/),
    {
      words: [inFolder('code.ts')],
      code: 'contracts/invalid-input',
      says: /code\.ts is not JSON\. Allowed: an answer/,
    },
    { words: [inFolder('mixed.json')], says: /predictions of several versions: digits@1, digits@2\. Name one/ },
  ],
  reproduce: [notFound(['digits'], /There is no model or trained model "digits"/)],
  gc: ['-1', '1.5', 'all', ''].flatMap((word) =>
    ['--keep-versions', '--keep-days'].map((option) => ({
      words: [`${option}=${word}`],
      says: /Expected a whole number from 0/,
    })),
  ),
  doctor: [],
  datasets: [],
  models: [],
  versions: [notFound(['digits'], /There is no model "digits"/)],
  history: [notFound(['digits'], /There is no model "digits"/)],
};
