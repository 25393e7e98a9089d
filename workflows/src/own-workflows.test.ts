import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hook } from '@sightline/contracts';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { digitsRun, writeDigits } from './digits-run.fixture.ts';
import {
  connect,
  followRun,
  startTrainToServe,
  startWorkerProcess,
  taskQueueOf,
  type Client,
  type WorkerProcess,
} from './index.ts';
import { readRunState } from './journal/read.ts';

jest.setTimeout(600_000);

let folder: string;
let log: string;
let home: { root: string; runsFolder: string };
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;
let own: ChildProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-own-'));
  log = join(folder, 'reviews.jsonl');
  home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  [temporal] = await Promise.all([startTemporalServer(), writeDigits(join(folder, 'digits'), 200)]);
  client = await connect(temporal.address, 60_000);
  const program = [join(__dirname, 'own-worker.fixture.mjs'), temporal.address, log];
  own = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'ignore'] });
  [worker] = await Promise.all([
    startWorkerProcess({ address: temporal.address, ...home }),
    once(own.stdout as NonNullable<typeof own.stdout>, 'data'),
  ]);
});
afterAll(async () => {
  const isEnded = own && once(own, 'exit');
  own?.kill('SIGTERM');
  await Promise.all([isEnded, worker?.close()]);
  await client?.connection.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

const inputWith = (...hooks: Omit<Hook, 'timeout'>[]) => ({
  ...digitsRun(join(folder, 'digits'), 1),
  hooks: hooks.map((hook) => ({ timeout: '2m', ...hook })),
});

it('have a run as their child, and their activities are called between its stages', async () => {
  const input = inputWith(
    { after: 'split', activity: 'review', taskQueue: 'own' },
    { after: 'evaluate', activity: 'review', taskQueue: 'own' },
  );
  const result = await client.workflow.execute('nightly', {
    workflowId: 'monday',
    taskQueue: 'own',
    args: [input, taskQueueOf(home.root)],
  });
  expect(result).toEqual({ outcome: expect.any(String), trigger: { kind: 'workflow', parent: 'monday' } });
  const reviews = (await readFile(log, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(reviews).toEqual([
    { runId: 'monday-run', stage: 'split', output: expect.objectContaining({ splits: expect.any(Object) }) },
    { runId: 'monday-run', stage: 'evaluate', output: expect.objectContaining({ evaluation: expect.any(Object) }) },
  ]);
  expect(await readRunState(join(home.runsFolder, 'monday-run'))).toMatchObject({
    status: 'done',
    trigger: { kind: 'workflow', parent: 'monday' },
  });
});

it.each([
  [
    'fails',
    { activity: 'refuse', taskQueue: 'own', timeout: '2m' },
    /^The activity refuse \(task queue own\) after .* ingest failed: The camera was/,
  ],
  [
    'is taken by nobody',
    { activity: 'review', taskQueue: 'nobody', timeout: '1s' },
    /was not done within 1s. Is its worker there\?$/,
  ],
])('end the run where an activity %s', async (_, hook, message) => {
  const input = { ...inputWith(), hooks: [{ after: 'ingest', ...hook } satisfies Hook] };
  const runId = await startTrainToServe(client, input, { home });
  const followed = followRun(client, runId, { runsFolder: home.runsFolder, onState: () => undefined });
  await expect(followed).rejects.toMatchObject({
    code: 'workflows/hook-failed',
    message: expect.stringMatching(message),
  });
});
