import { cp, mkdtemp, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '@sightline/artifacts';
import type { ArtifactRef } from '@sightline/contracts';
import type { FinishedRun, RetrainInput } from '@sightline/contracts/run';
import { openDataset } from '@sightline/ingest/dataset';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { startTriggered } from './client/start-triggered.ts';
import { taskQueueOf } from './client/task-queue.ts';
import { digitsRun, writeDigits } from './digits-run.fixture.ts';
import {
  connect,
  followRun,
  startRetrain,
  startTrainToServe,
  startWorkerProcess,
  type Client,
  type WorkerProcess,
} from './index.ts';
import { readRunState } from './journal/read.ts';

jest.setTimeout(600_000);

let folder: string;
let images: string;
/** Images to be put beside them. */
let more: string;
let home: { root: string; runsFolder: string };
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;
let input: RetrainInput;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-retrain-'));
  [images, more] = [join(folder, 'digits'), join(folder, 'more')];
  home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  [temporal] = await Promise.all([startTemporalServer(), writeDigits(images, 200), writeDigits(more, 300)]);
  client = await connect(temporal.address, 60_000);
  worker = await startWorkerProcess({ address: temporal.address, ...home });
  input = digitsRun(images, 1);
  input.pipeline.gate.minimumRecall = 0;
  input.pipeline.gate.betterThanConstant = false;
});
afterAll(async () => {
  await worker?.close();
  await client?.connection.close();
  await temporal?.stop();
  await rm(folder, { recursive: true, force: true });
});

const follow = (runId: string) => followRun(client, runId, { runsFolder: home.runsFolder, onState: () => undefined });
const retrained = async (wanted = input) => follow(await startRetrain(client, wanted, { home }));
const stateOf = (runId: string) => readRunState(join(home.runsFolder, runId));

/** The samples of each split, by what they are a part of. */
async function splitsOf({ artifacts }: FinishedRun): Promise<Map<string, string | null>> {
  const store = createContext({ root: home.root }).artifacts;
  const { samples } = await openDataset(store, artifacts['dataset'] as ArtifactRef);
  return new Map(samples.map(({ id, split }) => [id, split]));
}

let first: FinishedRun;

it('trains where there was no run before', async () => {
  first = await retrained();
  expect(first).toMatchObject({ outcome: 'promoted', trigger: { kind: 'by-hand' } });
});

it('ends with a reason where nothing has changed, and leaves production as it is', async () => {
  const again = await retrained({ ...input, who: 'somebody else' });
  expect(again).toMatchObject({
    outcome: 'unchanged',
    reason: expect.stringContaining(`Nothing has changed since run ${first.runId}`),
  });
  expect(await stateOf(again.runId)).toMatchObject({ status: 'done', outcome: 'unchanged' });
  expect(await follow(again.runId)).toEqual(again);
  expect(again.stages.map(({ stage, status }) => `${stage} ${status}`).slice(0, 2)).toEqual([
    'ingest done',
    'scrub left-out',
  ]);
});

it('goes on where another model was promoted, for the weights that it starts from may be others', async () => {
  const trigger = { kind: 'promotion', model: 'backbone', alias: 'production', version: 4, sequence: 6 } as const;
  await startTriggered(client, input, { home, runId: 'digits-follows', trigger });
  const followed = await follow('digits-follows');
  expect(followed).toMatchObject({ outcome: 'promoted', trigger });
  expect(await stateOf('digits-follows')).toMatchObject({ trigger });
});

it('trains again when the spec has changed', async () => {
  const { pipeline } = input;
  const changed = { ...input, pipeline: { ...pipeline, fit: { ...pipeline.fit, epochs: 2 } } };
  expect((await retrained(changed)).outcome).not.toBe('unchanged');
});

it('measures on the test samples of before and on new ones, and trains on none of either', async () => {
  const before = await splitsOf(first);
  const [leaves] = [...before].find(([, split]) => split === 'test') as [string, string];
  await cp(more, images, { recursive: true });
  await unlink(join(images, leaves));
  const second = await retrained();
  expect(second.outcome).not.toBe('unchanged');
  const after = await splitsOf(second);
  expect([...before].filter(([id, split]) => id !== leaves && after.get(id) !== split)).toEqual([]);
  expect([...after].filter(([id, split]) => split === 'test' && !before.has(id)).length).toBeGreaterThan(0);

  await cp(join(more, leaves), join(images, leaves));
  expect((await splitsOf(await retrained())).get(leaves)).toBe('test');
});

it('keeps the test split where the spec says so, also when runs are started by hand', async () => {
  const kept = join(folder, 'kept');
  await writeDigits(kept, 200);
  const { pipeline } = input;
  const spec = {
    ...pipeline,
    name: 'kept',
    ingest: { ...pipeline.ingest, source: { path: kept } },
    split: { ...pipeline.split, test: 'keep' },
    deploy: { ...pipeline.deploy, name: 'kept' },
  } as typeof pipeline;
  const byHand = async () => {
    const run = await follow(await startTrainToServe(client, { pipeline: spec, who: 'a test' }, { home }));
    return { run, test: [...(await splitsOf(run))].filter(([, split]) => split === 'test').map(([id]) => id) };
  };
  const before = await byHand();
  expect(before.test.length).toBeGreaterThan(20);
  await cp(more, kept, { recursive: true });
  const after = await byHand();
  expect(after.test).toEqual(before.test);
  expect((await splitsOf(after.run)).size).toBeGreaterThan((await splitsOf(before.run)).size);

  const again = await byHand();
  const { dataset, trainedModel } = after.run.artifacts;
  expect(again.run.artifacts).toMatchObject({ dataset, trainedModel });
  expect((await retrained({ ...input, pipeline: spec })).outcome).toBe('unchanged');
});

it('begins the journal of a run that no client has begun', async () => {
  await client.workflow.start('retrain', { workflowId: 'bare', taskQueue: taskQueueOf(home.root), args: [input] });
  expect((await follow('bare')).outcome).toBe('unchanged');
  expect(await stateOf('bare')).toMatchObject({ pipeline: 'digits', who: 'a test', trigger: { kind: 'by-hand' } });
});
