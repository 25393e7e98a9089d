import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkflowNotFoundError } from '@temporalio/client';
import { failedRunSchema } from '@sightline/contracts';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { digitsRun, firstFound, writeDigits } from './digits-run.fixture.ts';
import {
  cancelRun,
  connect,
  followRun,
  openRuns,
  startTrainToServe,
  startWorkerProcess,
  type Client,
} from './index.ts';
import { readRunState } from './journal/read.ts';

jest.setTimeout(600_000);

let folder: string;
let temporal: TemporalServer;
let client: Client;
/** With a name that a query could not hold as it is. */
let home: { root: string; runsFolder: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-endings-'));
  home = { root: join(folder, "Ada's", 'artifacts'), runsFolder: join(folder, "Ada's", 'runs') };
  [temporal] = await Promise.all([startTemporalServer(), writeDigits(join(folder, 'digits'), 200)]);
  client = await connect(temporal.address);
});
afterAll(async () => {
  await client?.connection.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

const start = (runId: string) => startTrainToServe(client, digitsRun(join(folder, 'digits'), 10_000), { home, runId });
const stateOf = (runId: string) => readRunState(join(home.runsFolder, runId));
const terminate = (runId: string, why: string) => client.workflow.getHandle(runId).terminate(why);

async function expectTerminated(runId: string, why: string): Promise<void> {
  const reason = `The run was terminated: ${why}`;
  const left = await firstFound(() =>
    readFile(join(home.runsFolder, runId, 'run.json'), 'utf8').catch(() => undefined),
  );
  expect(failedRunSchema.parse(JSON.parse(left))).toMatchObject({ runId, outcome: 'terminated', error: reason });
  expect(await stateOf(runId)).toMatchObject({ status: 'terminated', reason });
}

it('is noted by a worker, at its start and later, where a run was ended in Temporal and nobody follows', async () => {
  await start('before');
  await start('stays');
  expect((await openRuns(client, home.root)).map(({ workflowId }) => workflowId).sort()).toEqual(['before', 'stays']);
  expect(await openRuns(client, join(folder, 'another'))).toEqual([]);
  await terminate('before', 'no room');
  expect((await stateOf('before'))?.outcome).toBeUndefined();

  const worker = await startWorkerProcess({ address: temporal.address, ...home });
  try {
    await expectTerminated('before', 'no room');
    await firstFound(async () => ((await stateOf('stays'))?.epochs.length ?? 0) > 1 || undefined);
    await terminate('stays', 'the office closes');
    await expectTerminated('stays', 'the office closes');
  } finally {
    await worker.close();
  }
});

it('is a cancellation where Temporal has forgotten the run', async () => {
  await start('forgotten');
  await terminate('forgotten', 'it is to be forgotten');
  await client.workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: 'forgotten' },
  });
  // Followed before that, the run would end as Temporal says.
  const handle = client.workflow.getHandle('forgotten');
  await firstFound(() =>
    handle.result().then(
      () => undefined,
      (error: unknown) => error instanceof WorkflowNotFoundError || undefined,
    ),
  );
  const followed = followRun(client, 'forgotten', { runsFolder: home.runsFolder, onState: () => undefined });
  await expect(followed).rejects.toMatchObject({ code: 'workflows/run-not-found' });
  await cancelRun(client, 'forgotten', { runsFolder: home.runsFolder, who: 'ada' });
  expect(await stateOf('forgotten')).toMatchObject({ status: 'cancelled', reason: 'The run was cancelled by ada.' });
  await expect(cancelRun(client, 'unheard-of', { runsFolder: folder, who: 'ada' })).rejects.toMatchObject({
    code: 'workflows/run-not-found',
  });
});

it('is a failure when a budget is used up: of time, or of tries', async () => {
  const crashes = join(folder, 'crashes.mjs');
  await writeFile(crashes, 'export function build() { process.exit(3); }');
  const { pipeline } = digitsRun(join(folder, 'digits'), 10_000);
  const begin = (part: object) =>
    startTrainToServe(client, { pipeline: { ...pipeline, ...part }, who: 'a test' }, { home });
  const worker = await startWorkerProcess({ address: temporal.address, ...home });
  try {
    const slow = await begin({ budget: { time: '10s', tries: 5 } });
    const broken = await begin({ model: { module: crashes, export: 'build' }, budget: { tries: 2 } });
    const ended = (runId: string) =>
      firstFound(async () => {
        const state = await stateOf(runId);
        return state?.outcome === undefined ? undefined : state;
      });
    expect(await ended(slow)).toMatchObject({
      outcome: 'failed',
      code: 'workflows/out-of-time',
      reason: expect.stringContaining('The run took longer than 10s, which is its budget'),
    });
    expect(await ended(broken)).toMatchObject({ outcome: 'failed', code: 'workflows/stage-crashed' });
    const { stages = [] } = (await stateOf(broken)) ?? {};
    expect(stages.find(({ stage }) => stage === 'train')).toMatchObject({ status: 'failed', attempt: 2 });
  } finally {
    await worker.close();
  }
});

it('is that of the first where two have one id, here or in another home on the same server', async () => {
  await start('twice');
  await expect(start('twice')).rejects.toMatchObject({
    code: 'workflows/run-exists',
    message: expect.stringContaining('There is a run "twice" already'),
  });
  const other = { root: join(folder, 'b', 'artifacts'), runsFolder: join(folder, 'b', 'runs') };
  const another = startTrainToServe(client, digitsRun(folder, 1), { home: other, runId: 'twice' });
  await expect(another).rejects.toMatchObject({ code: 'workflows/run-exists' });
  expect(await readRunState(join(other.runsFolder, 'twice'))).toBeUndefined();
  expect((await stateOf('twice'))?.status).toBe('waiting');
});
