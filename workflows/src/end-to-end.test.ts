import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, openStore } from '@sightline/artifacts';
import {
  epochValues,
  failedRunSchema,
  pipelineSchema,
  sourceSchema,
  type RunResult,
  type StageState,
  type TrainToServeInput,
} from '@sightline/contracts';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { startServer, type RunningServer } from '@sightline/server';
import { writeDigits } from './digits-run.fixture.ts';
import { readRunState } from './journal/read.ts';
import {
  cancelRun,
  connect,
  hasWorker,
  followRun,
  startTrainToServe,
  startWorkerProcess,
  type Client,
  type LiveRun,
  type WorkerProcess,
} from './index.ts';

jest.setTimeout(180_000);

let folder: string;
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;
let modelServer: RunningServer;
let input: TrainToServeInput;

const home = (name: string) => ({ root: join(folder, name, 'artifacts'), runsFolder: join(folder, name, 'runs') });
const startWorker = (name: string) => startWorkerProcess({ address: temporal.address, ...home(name) });
const start = (wanted: TrainToServeInput, name = 'a') => startTrainToServe(client, wanted, { home: home(name) });
const follow = async (runId: string, onState: (run: LiveRun) => void = () => undefined, name = 'a') =>
  (await followRun(client, runId, { runsFolder: home(name).runsFolder, onState })) as RunResult;
const stateOfRun = (runId: string) => readRunState(join(home('a').runsFolder, runId));
const production = () => openRegistry(openStore(home('a').root)).alias('digits', 'production');

function stateOf({ stages }: { stages: readonly StageState[] }, stage: string) {
  return stages.find((state) => state.stage === stage);
}

/** Follows a run and calls `act` once, when training has reached its third epoch. */
async function followThroughTraining(runId: string, act: () => void, name = 'a'): Promise<[RunResult, LiveRun]> {
  let acted = false;
  let latest: LiveRun | undefined;
  const onState = (run: LiveRun) => {
    latest = run;
    if (acted || run.epochs.length < 2) return;
    acted = true;
    act();
  };
  return [await follow(runId, onState, name), latest as LiveRun];
}

/** The epochs as `metrics.csv` of a run folder has them. */
async function epochsInMetrics(of: string): Promise<number[][]> {
  const [, ...rows] = (await readFile(join(of, 'metrics.csv'), 'utf8')).trim().split('\n');
  return rows.map((row) => row.split(',').map(Number));
}
const epochsIn = ({ epochs }: Pick<LiveRun, 'epochs'>) =>
  epochs.map((record) => [record.epoch, record.learningRate, ...Object.values(epochValues(record))]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-end-to-end-'));
  const images = join(folder, 'digits');
  [temporal] = await Promise.all([startTemporalServer(), writeDigits(images, 400)]);
  client = await connect(temporal.address);
  worker = await startWorker('a');
  modelServer = await startServer({ root: home('a').root });
  input = {
    who: 'the end-to-end test',
    serverUrl: modelServer.url,
    pipeline: pipelineSchema.parse({
      name: 'digits',
      seed: 7,
      ingest: { source: { path: images }, limits: { maxPixels: 1_000_000, maxBytes: 1_000_000 } },
      scrub: { exactDuplicates: 'quarantine' },
      preprocess: { width: 28, height: 28, channels: 1 },
      augment: [{ kind: 'rotate', degrees: 8 }],
      model: { architecture: 'cnn', filters: [8], denseUnits: 32, dropout: 0.1 },
      fit: { epochs: 20, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.003 } },
      gate: { minimum: { accuracy: 0.7 } },
      deploy: { name: 'digits' },
    }),
  };
});

afterAll(async () => {
  await worker?.close();
  await modelServer?.close();
  await client?.connection.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

let firstModel: string | undefined;

it('takes a folder of images to an answer over HTTP', async () => {
  const runId = await start(input);
  expect(runId).toMatch(/^digits-\d{8}-\d{6}-[0-9a-f]{4}$/);
  const seen: LiveRun[] = [];
  const result = await follow(runId, (run) => seen.push(run));

  expect(result).toMatchObject({ runId, outcome: 'promoted', model: { name: 'digits', version: 1 } });
  expect(result.evaluation.figures['accuracy']?.value).toBeGreaterThan(0.7);
  expect(result.stages.map((state) => state.status)).toEqual(result.stages.map(() => 'done'));
  expect(result.served?.answers).toHaveLength(10);
  expect(await production()).toMatchObject({ version: 1 });
  await access(join(result.folder as string, 'report.html'));
  firstModel = result.artifacts['trainedModel']?.id;

  expect(seen.some((run) => stateOf(run, 'train')?.status === 'running' && run.current?.unit === 'steps')).toBe(true);
  const last = seen.at(-1) as LiveRun;
  expect(last).toMatchObject({ status: 'done', outcome: 'promoted', model: { name: 'digits', version: 1 } });
  expect(last.stages).toEqual(result.stages);
  expect(epochsIn(last)).toEqual(await epochsInMetrics(result.folder as string));
  expect(last.epochs).toHaveLength(20);

  // Whoever follows when all is over is told the same.
  const late: LiveRun[] = [];
  expect(await follow(runId, (run) => late.push(run))).toMatchObject({ outcome: 'promoted', runId });
  expect(late).toEqual([last]);
  const images = join(folder, 'digits/3');
  const image = await readFile(join(images, (await readdir(images))[0] as string));
  const answer = await fetch(`${modelServer.url}/v1/models/digits/images`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(image),
  });
  expect(await answer.json()).toMatchObject({ version: 1, predictions: [{ label: expect.stringMatching(/^\d$/) }] });
});

it('does not compute again what has not changed', async () => {
  const result = await follow(await start(input));
  expect(result).toMatchObject({ outcome: 'promoted', model: { version: 1 } });
  expect(result.artifacts['trainedModel']?.id).toBe(firstModel);
  // The model in production is the one that was measured a moment ago.
  expect(result.artifacts['productionEvaluation']).toEqual(result.artifacts['evaluation']);
  const unchanged = ['ingest', 'scrub', 'split', 'augment', 'train', 'evaluate', 'export'];
  expect(result.stages.filter(({ cached }) => cached).map(({ stage }) => stage)).toEqual(unchanged);

  const again = await follow(await start(input));
  expect(stateOf(again, 'gate')).toMatchObject({ status: 'done', cached: true });
  expect(await production()).toMatchObject({ version: 1 });
  expect(stateOf(result, 'train')).toMatchObject({ status: 'done', cached: true });
});

it('knows whether a worker is there for a store', async () => {
  expect(await hasWorker(client, home('a').root)).toBe(true);
  expect(await hasWorker(client, home('b').root)).toBe(false);
});

it('fails at once where trying again cannot help, and leaves run.json', async () => {
  const source = sourceSchema.parse({ path: join(folder, 'nothing-here') });
  const runId = await start({
    ...input,
    pipeline: { ...input.pipeline, ingest: { ...input.pipeline.ingest, source } },
  });
  await expect(follow(runId)).rejects.toMatchObject({ code: 'ingest/source-not-found' });
  const left = failedRunSchema.parse(JSON.parse(await readFile(join(home('a').runsFolder, runId, 'run.json'), 'utf8')));
  expect(left).toMatchObject({ outcome: 'failed', error: expect.stringContaining('nothing-here') });
  expect(stateOf(left, 'ingest')?.status).toBe('failed');
});

it('leaves production alone when the gate refuses', async () => {
  const gate = { ...input.pipeline.gate, minimum: { accuracy: 1 } };
  const result = await follow(await start({ ...input, pipeline: { ...input.pipeline, gate } }));
  expect(result.outcome).toBe('refused-by-gate');
  expect(result.model).toBeUndefined();
  expect(stateOf(result, 'promote')?.status).toBe('left-out');
  expect(await production()).toMatchObject({ version: 1 });
  await access(join(result.folder as string, 'report.html'));
});

it('does not promote again what a person has rolled back', async () => {
  const another = {
    ...input,
    pipeline: { ...input.pipeline, seed: 9, gate: { ...input.pipeline.gate, notWorseThanProduction: false } },
  };
  const promoted = await follow(await start(another));
  expect(promoted).toMatchObject({ outcome: 'promoted', model: { version: 2 } });
  const registry = openRegistry(openStore(home('a').root));
  await registry.rollback({ name: 'digits', alias: 'production', who: 'ada', why: 'mistakes 1 for 7' });
  const result = await follow(await start(another));
  expect(result).toMatchObject({ outcome: 'held-back', reason: expect.stringContaining('mistakes 1 for 7') });
  expect(stateOf(result, 'promote')).toMatchObject({
    status: 'failed',
    summary: expect.stringContaining('rolled back'),
  });
  expect(stateOf(result, 'serve')?.status).toBe('left-out');
  expect(await production()).toMatchObject({ version: 1 });
});

it('ends a run that is cancelled in the middle of training', async () => {
  const runId = await start({
    ...input,
    pipeline: { ...input.pipeline, seed: 8, fit: { ...input.pipeline.fit, epochs: 1_000 } },
  });
  const run = followThroughTraining(runId, () => {
    void cancelRun(client, runId, { runsFolder: home('a').runsFolder, who: 'ada' });
  });
  await expect(run).rejects.toMatchObject({ code: 'workflows/cancelled' });
  expect(await stateOfRun(runId)).toMatchObject({ status: 'cancelled', reason: 'The run was cancelled by ada.' });
});

it('leaves the reason and run.json of a run that is terminated', async () => {
  const runId = await start({
    ...input,
    pipeline: { ...input.pipeline, seed: 10, fit: { ...input.pipeline.fit, epochs: 1_000 } },
  });
  const terminate = () => void client.workflow.getHandle(runId).terminate('the office closes');
  await expect(followThroughTraining(runId, terminate)).rejects.toMatchObject({
    code: 'workflows/terminated',
    message: expect.stringContaining('the office closes'),
  });
  expect(await stateOfRun(runId)).toMatchObject({ status: 'terminated', reason: expect.stringContaining('office') });
  const left = failedRunSchema.parse(JSON.parse(await readFile(join(home('a').runsFolder, runId, 'run.json'), 'utf8')));
  expect(left).toMatchObject({ outcome: 'terminated', pipeline: 'digits' });
});

it('finishes, after kill -9 of the worker, with the bytes of an uninterrupted run', async () => {
  await worker.close();
  worker = await startWorker('b');
  const { serverUrl: _, ...withoutServer } = input;
  let restarted: Promise<WorkerProcess> | undefined;
  const kill = () => {
    process.kill(worker.pid, 'SIGKILL');
    restarted = startWorker('b');
  };
  const [result, last] = await followThroughTraining(await start(withoutServer, 'b'), kill, 'b');
  expect(restarted).toBeDefined();
  worker = (await restarted) as WorkerProcess;
  expect(stateOf(result, 'serve')?.status).toBe('left-out');
  expect(result.artifacts['trainedModel']?.id).toBe(firstModel);
  expect(stateOf(last, 'train')?.failures).toMatchObject([{ attempt: 1, code: 'workflows/worker-lost' }]);
  expect(epochsIn(last)).toEqual(await epochsInMetrics(result.folder as string));
});
