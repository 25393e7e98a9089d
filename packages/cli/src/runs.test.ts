import { appendFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent } from '@sightline/contracts/run';
import { sightline } from './cli.fixture.ts';

let folder: string;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-runs-'));
  environment = { SIGHTLINE_HOME: folder };
});
afterEach(() => rm(folder, { recursive: true }));

async function leaveRun(runId: string, events: RunEvent[]): Promise<void> {
  await mkdir(join(folder, 'runs', runId), { recursive: true });
  for (const event of events)
    await appendFile(join(folder, 'runs', runId, 'journal.jsonl'), `${JSON.stringify(event)}\n`);
}

const started: RunEvent = {
  event: 'run-started',
  at: Date.UTC(2026, 10, 23, 14, 25, 30),
  pipeline: 'digits',
  who: 'ada',
  tags: ['baseline'],
  trigger: { kind: 'by-hand' },
  plan: ['ingest', 'train', 'gate', 'report'],
  spec: {},
};
const { at } = started;
const epoch = (number: number): RunEvent => ({
  event: 'epoch-ended',
  at,
  stage: 'train',
  record: { epoch: number, learningRate: 0.1, training: { loss: 1 / number }, validation: { loss: 2 / number } },
  of: 2,
});
const refused: RunEvent[] = [
  started,
  { event: 'stage-started', at, stage: 'ingest', attempt: 1, pid: 1 },
  { event: 'stage-ended', at: at + 10, stage: 'ingest', summary: '300 samples', cached: true },
  { event: 'stage-started', at, stage: 'train', attempt: 1, pid: 1 },
  epoch(1),
  { event: 'attempt-failed', at, stage: 'train', attempt: 1, message: 'The disk is full.', willRetry: true },
  { event: 'stage-started', at, stage: 'train', attempt: 2, pid: 1 },
  epoch(1),
  epoch(2),
  { event: 'stage-ended', at: at + 2_000, stage: 'train', summary: '2 epochs' },
  { event: 'run-ended', at: at + 3_000, outcome: 'refused-by-gate', reason: 'accuracy 0.5 < 0.9' },
];

it('lists the runs of the home, newest first', async () => {
  expect(await sightline(['runs'], environment)).toMatchObject({ code: 0, stdout: expect.stringContaining('No runs') });
  await leaveRun('digits-1', refused);
  await leaveRun('digits-2', [{ ...started, at: at + 5_000 }]);
  const { stdout } = await sightline(['runs'], environment);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['RUN', 'PIPELINE', 'STATUS', 'STARTED (UTC)', 'TOOK', 'TRIGGER', 'TAGS', 'OUTCOME'],
    ['digits-2', 'digits', 'waiting', '2026-11-23 14:25:35', expect.any(String), 'by hand', 'baseline', ''],
    [
      'digits-1',
      'digits',
      'done',
      '2026-11-23 14:25:30',
      '3.0 s',
      'by hand',
      'baseline',
      'refused by the gate: accuracy 0.5 < 0.9',
    ],
    [''],
  ]);
  const listed: unknown = JSON.parse((await sightline(['runs', '--json'], environment)).stdout);
  expect(listed).toMatchObject([
    { runId: 'digits-2', tags: ['baseline'] },
    { runId: 'digits-1', status: 'done' },
  ]);
});

it('shows of a run its stages, why an attempt failed, its epochs and its folder', async () => {
  await leaveRun('digits-1', refused);
  const { stdout } = await sightline(['show', 'digits-1'], environment);
  expect(stdout.split('\n')).toEqual([
    'digits-1: done',
    '  started 2026-11-23 14:25:30 UTC, by ada, took 3.0 s, tags: baseline',
    '✓ ingest      10 ms  300 samples (unchanged)',
    '↻ train     attempt 1 failed and is made again: The disk is full.',
    '✓ train       2.0 s  2 epochs',
    '- gate      skipped',
    '- report    skipped',
    '',
    '  epoch  loss    validation loss',
    '  1/2    1.0000  2.0000',
    '  2/2    0.5000  1.0000',
    '',
    'refused by the gate: accuracy 0.5 < 0.9',
    '',
    `Report  ${join(folder, 'runs/digits-1/report.html')}`,
    `Folder  ${join(folder, 'runs/digits-1')}`,
    '',
  ]);
  expect(await sightline(['show', 'digits-9', '--json'], environment)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('cli/run-not-found'),
  });
});

it('says of a run that waits for approval what is asked, until when, and how to answer', async () => {
  const asked: RunEvent = {
    event: 'approval-requested',
    at: at + 20,
    model: { name: 'digits', version: 7 },
    alias: 'production',
    production: 5,
    until: at + 86_400_000,
    otherwise: 'reject',
  };
  const plan: RunEvent = { ...started, plan: ['register', 'promote', 'report'] };
  await leaveRun('digits-1', [plan, asked]);
  expect((await sightline(['runs'], environment)).stdout).toContain('waiting for approval');
  const { stdout } = await sightline(['show', 'digits-1'], environment);
  expect(stdout).toContain(
    '? approval  digits version 7 waits for approval; production is version 5. Unless somebody answers by ' +
      '2026-11-24 14:25:30 UTC, it is rejected.\n' +
      '  sightline approve digits-1 --why …\n  sightline reject digits-1 --why …\n',
  );
  const reason = 'ada rejected it: mistakes 1 for 7';
  await leaveRun('digits-1', [
    { event: 'approval-answered', at: at + 60_000, decision: 'reject', who: 'ada', why: 'mistakes 1 for 7' },
    { event: 'run-ended', at: at + 61_000, outcome: 'rejected', reason },
  ]);
  const ended = await sightline(['show', 'digits-1'], environment);
  expect(ended.stdout).toContain(
    '✗ approval  ada rejected digits version 7: mistakes 1 for 7 (2026-11-23 14:26:30 UTC)',
  );
  expect(ended.stdout).toContain(`not promoted: ${reason}`);
  const late = await sightline(['approve', 'digits-1', '--why', 'x', '--json'], environment);
  expect(late).toMatchObject({ code: 1, stdout: expect.stringContaining('cli/run-ended') });
  await leaveRun('digits-2', [plan]);
  const early = await sightline(['approve', 'digits-2', '--why', 'x', '--json'], environment);
  expect(early).toMatchObject({ code: 1, stdout: expect.stringContaining('cli/no-approval-asked') });
});

it.each([[['runs']], [['show', 'digits-1']]])('%j loads neither Temporal nor what computes', async (words) => {
  await leaveRun('digits-1', refused);
  const file = join(folder, 'loaded.txt');
  const hook = `import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync(${JSON.stringify(file)}, url + '\\n');
      return next(url, context);
    }`;
  const data = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(data(hook))});`;
  const { code } = await sightline(words, { ...environment, NODE_OPTIONS: `--import=${data(register)}` });
  expect(code).toBe(0);
  const loaded = (await readFile(file, 'utf8')).split('\n').filter((url) => url.startsWith('file:'));
  const packages = loaded.map((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(url)?.[1]);
  expect(new Set(packages.filter(Boolean))).toEqual(new Set(['commander', 'zod']));
  expect(loaded.filter((url) => /contracts\/(?:dist|src)\/index/.test(url))).toEqual([]);
});
