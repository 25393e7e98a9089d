import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@sightline/artifacts';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { openBatchPredictor } from '@sightline/server/batch';
import { temporaryRegistry } from '@sightline/server/fixtures/registry';
import { childrenOf, firstFound, writeDigits } from './digits-run.fixture.ts';
import {
  cancelBatchPredict,
  connect,
  followBatchPredict,
  startBatchPredict,
  startWorkerProcess,
  type Client,
  type WorkerProcess,
} from './index.ts';

jest.setTimeout(600_000);

/** Shards of three, so that an execution of thirty events sees only some of them. */
const SHARD_SIZE = 3;
const SEED = Number(process.env['SIGHTLINE_TEST_SEED'] ?? Date.now());

let folder: string;
let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;
const closing: (() => Promise<void>)[] = [];

const start = () =>
  startWorkerProcess({ address: temporal.address, root: registry.root, runsFolder: join(folder, 'runs') });
const requestTo = (out: string) => ({
  name: 'digits',
  version: 1,
  records: { kind: 'folder', path: join(folder, 'images') } as const,
  out: join(folder, out),
  shardSize: SHARD_SIZE,
});
const predict = (out: string) => startBatchPredict(client, requestTo(out), registry);

/** The sha256 of each file in a folder and below it. */
async function filesOf(out: string): Promise<Record<string, string>> {
  const names = (await readdir(join(folder, out), { recursive: true })).sort();
  const hashed = names.map(async (name) => {
    return [
      name,
      createHash('sha256')
        .update(await readFile(join(folder, out, name)))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(hashed));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-batch-'));
  const dynamicConfig = { 'limit.historyCount.suggestContinueAsNew': 30 };
  [temporal, registry] = await Promise.all([
    startTemporalServer({ dynamicConfig }),
    temporaryRegistry(),
    writeDigits(join(folder, 'images'), 100),
  ]);
  await registry.register('digits');
  await writeFile(join(folder, 'images', 'torn.png'), 'no image');
  client = await connect(temporal.address, 60_000);
  worker = await start();
});
afterAll(async () => {
  for (const close of closing) await close();
  await worker?.close();
  await client?.connection.close();
  await temporal?.stop();
  await registry?.remove();
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

let undisturbed: Record<string, string>;

it('predicts a folder in shards, by several executions, and says of a bad record why', async () => {
  const seen: number[] = [];
  const id = await predict('undisturbed');
  const summary = await followBatchPredict(client, id, ({ shardsDone }) => void seen.push(shardsDone));
  const shards = Math.ceil(summary.records / SHARD_SIZE);
  expect(summary).toMatchObject({ answered: summary.records - 1, bad: 1, errors: 'errors.jsonl' });
  expect(summary.shards).toHaveLength(shards);
  expect(seen.toSorted((one, other) => one - other)).toEqual(seen);

  const { executions } = await executionsOf(id);
  expect(executions).toBeGreaterThan(3);

  const [error, ...others] = (await readFile(join(folder, 'undisturbed', 'errors.jsonl'), 'utf8')).trim().split('\n');
  expect(JSON.parse(error as string)).toMatchObject({ id: 'torn.png', reason: 'not-an-image' });
  expect(others).toEqual([]);
  undisturbed = await filesOf('undisturbed');
  expect(Object.keys(undisturbed)).toEqual(['errors.jsonl', ...summary.shards, 'predictions.json']);
});

it('ends with the same bytes however often its processes are killed', async () => {
  const id = await predict('disturbed');
  let random = SEED;
  const next = (below: number) => (random = (random * 1_103_515_245 + 12_345) % 2 ** 31) % below;
  const ending = followBatchPredict(client, id).then((summary) => ({ summary }));
  const kills = { worker: 0, child: 0 };
  for (let round = 0; round < 5; round += 1) {
    const ended = await Promise.race([ending, sleep(next(500)).then(() => undefined)]);
    if (ended) break;
    const [child] = await childrenOf(worker.pid);
    const victim = round % 3 === 0 || child === undefined ? 'worker' : 'child';
    kills[victim] += 1;
    process.kill(victim === 'worker' ? worker.pid : (child as number), 'SIGKILL');
    if (victim === 'child') continue;
    await worker.exited;
    worker = await start();
  }
  // The seed is printed where this fails.
  expect({ seed: SEED, fired: kills.worker + kills.child > 0 }).toEqual({ seed: SEED, fired: true });
  await ending;
  expect(await filesOf('disturbed')).toEqual(undisturbed);
});

it('goes on after a cancellation with the shards that are missing', async () => {
  const id = await predict('stopped');
  await firstFound(async () => {
    const names = await readdir(join(folder, 'stopped')).catch(() => []);
    return names.some((name) => name.endsWith('.parquet')) || undefined;
  });
  await cancelBatchPredict(client, id);
  await expect(followBatchPredict(client, id)).rejects.toMatchObject({ code: 'workflows/cancelled' });
  expect(await followBatchPredict(client, await predict('stopped'))).toMatchObject({ bad: 1 });
  expect(await filesOf('stopped')).toEqual(undisturbed);
});

it('that has ended is not computed again; another one does not touch its folder', async () => {
  const again = await followBatchPredict(client, await predict('undisturbed'));
  expect(again).toMatchObject({ bad: 1 });
  const other = { ...requestTo('undisturbed'), shardSize: 5 };
  const refused = followBatchPredict(client, await startBatchPredict(client, other, registry));
  await expect(refused).rejects.toMatchObject({
    code: 'server/output-exists',
    message: expect.stringContaining('has predictions already, of digits@1'),
  });
  expect(await filesOf('undisturbed')).toEqual(undisturbed);
});

it('predicts the rows of a table, with those that lead nowhere in the file of errors', async () => {
  await cp(join(folder, 'images'), join(folder, 'table'), { recursive: true });
  const [image] = (await readdir(join(folder, 'images'), { recursive: true })).filter((name) => name.includes('/'));
  await writeFile(join(folder, 'table', 'all.csv'), `path\n${image}\nnowhere.png\n../images/${image}\n\n`);
  const predictor = openBatchPredictor(openStore(registry.root));
  closing.push(() => predictor.close());
  const { signal } = new AbortController();
  const path = join(folder, 'table', 'all.csv');
  const input = { ...requestTo('rows'), records: { kind: 'manifest', path } as const };
  expect(await predictor.plan(input, signal)).toEqual({ records: 3, shards: 1 });
  const counts = await predictor.predict(input, 0, { signal, onProgress: () => undefined });
  expect(counts).toEqual({ answered: 1, bad: 2 });
  expect(await predictor.finish(input, counts)).toMatchObject(counts);
  const errors = (await readFile(join(folder, 'rows', 'errors.jsonl'), 'utf8')).trim().split('\n');
  expect(errors.map((line) => (JSON.parse(line) as { reason: string }).reason)).toEqual([
    'missing-file',
    'outside-source',
  ]);
});

/** How many executions a workflow has had. */
async function executionsOf(workflowId: string): Promise<{ executions: number }> {
  let executions = 0;
  for await (const _ of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) executions += 1;
  return { executions };
}
