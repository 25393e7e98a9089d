import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRegistry, openStore } from '@sightline/artifacts';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { temporaryRegistry } from '@sightline/server/fixtures/registry';
import { firstFound } from './digits-run.fixture.ts';
import { connect, promoteModel, rollbackModel, startWorkerProcess, type Client, type WorkerProcess } from './index.ts';

jest.setTimeout(600_000);

const VERSIONS = 4;
const BY = { name: 'digits', who: 'ada', why: 'a test' };

let folder: string;
let registry: Awaited<ReturnType<typeof temporaryRegistry>>;
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;

const start = () =>
  startWorkerProcess({ address: temporal.address, root: registry.root, runsFolder: join(folder, 'runs') });
const promote = (version: number, more: object = {}) => promoteModel(client, { ...BY, version, ...more }, registry);
const log = () => openRegistry(openStore(registry.root)).promotions('digits');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-promotions-'));
  const dynamicConfig = { 'limit.historyCount.suggestContinueAsNew': 30 };
  [temporal, registry] = await Promise.all([startTemporalServer({ dynamicConfig }), temporaryRegistry()]);
  for (let version = 0; version < VERSIONS; version += 1) await registry.register('digits');
  client = await connect(temporal.address, 60_000);
  worker = await start();
});
afterAll(async () => {
  await worker?.close();
  await client?.connection.close();
  await temporal?.stop();
  await registry?.remove();
  await rm(folder, { recursive: true, force: true });
});

it('promotes and rolls back, and the log says who, why and by which gate', async () => {
  expect(await promote(1)).toMatchObject({ from: null, to: 1, who: 'ada', why: 'a test', gatePassed: true, gate: [] });
  expect(await promote(2, { expected: 1, run: 'run-1' })).toMatchObject({ from: 1, to: 2, run: 'run-1' });
  expect(await rollbackModel(client, BY, registry)).toMatchObject({ action: 'rollback', from: 2, to: 1 });
  expect(await log()).toHaveLength(3);
});

it('holds a rolled-back version back from later runs', async () => {
  await expect(promote(2, { expected: 1, run: 'run-2' })).rejects.toMatchObject({
    code: 'artifacts/rolled-back',
    message: expect.stringContaining('was rolled back from production by ada'),
  });
});

it('of many who promote instead of the same version, one wins', async () => {
  const before = await log();
  const asked = [2, 3, 4].map((version) => promote(version, { expected: 1 }));
  const answers = await Promise.allSettled(asked);
  const [won, ...others] = answers.toSorted((one) => (one.status === 'fulfilled' ? -1 : 1));
  expect(won).toMatchObject({ status: 'fulfilled', value: { from: 1 } });
  for (const other of others) expect(other).toMatchObject({ reason: { code: 'artifacts/conflict' } });
  expect(await log()).toHaveLength(before.length + 1);
});

it('makes all that come at once, one after the other, and goes on as a new execution', async () => {
  const before = await log();
  const versions = Array.from({ length: 30 }, (_, index) => 1 + (index % VERSIONS));
  await Promise.all(versions.map((version) => promote(version)));
  const made = (await log()).slice(before.length);
  for (const [index, { from }] of made.entries()) expect(from).toBe((made[index - 1] ?? before.at(-1))?.to);
  const executions = [];
  for await (const execution of client.workflow.list({ query: "WorkflowType = 'modelPromotions'" }))
    executions.push(execution.status.name);
  expect(executions).toContain('CONTINUED_AS_NEW');
});

it('answers with what the registry refuses', async () => {
  await expect(promote(9)).rejects.toMatchObject({
    code: 'artifacts/not-found',
    message: expect.stringContaining('has no version 9'),
  });
  await expect(promoteModel(client, { ...BY, version: 1, who: '' }, registry)).rejects.toMatchObject({
    code: 'contracts/invalid-input',
  });
});

it('makes a promotion once that a killed worker had begun, and rolls back once', async () => {
  await promote(1);
  await promote(2);
  const before = await log();
  await worker.close();
  const rollback = rollbackModel(client, BY, registry);
  const promotion = promote(3);
  worker = await start();
  process.kill(worker.pid, 'SIGKILL');
  await worker.exited;
  worker = await start();
  await Promise.all([rollback, promotion]);
  const made = (await log()).slice(before.length);
  expect(made.filter(({ action }) => action === 'rollback')).toHaveLength(1);
  expect(made.filter(({ action }) => action === 'promote')).toHaveLength(1);
});

it('ends when nobody asks for a while', async () => {
  const open = async () => {
    let count = 0;
    const query = "WorkflowType = 'modelPromotions' AND ExecutionStatus = 'Running'";
    for await (const _ of client.workflow.list({ query })) count += 1;
    return count;
  };
  expect(await firstFound(async () => ((await open()) === 0 ? 'ended' : undefined))).toBe('ended');
});
