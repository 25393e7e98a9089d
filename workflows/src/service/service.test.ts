import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sightlineHome, type Home } from '@sightline/artifacts';
import { pipelineSchema } from '@sightline/contracts';
import { startTemporalServer } from '@sightline/native';
import { connect, openService, serviceState, startTrainToServe, type Client } from '../index.ts';
import { readRunState } from '../journal/read.ts';
import { claimHome, type ServiceRecord } from './service-record.ts';

const prepareDigits = join(__dirname, '../../../examples/digits/prepare.mjs');
const LEASE = join(__dirname, 'lease.fixture.mjs');

let folder: string;
let homes = 0;
const commands: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-service-'));
});
afterAll(async () => {
  for (const command of commands) command.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

function newHome(): Home {
  return sightlineHome({ SIGHTLINE_HOME: join(folder, String(homes++)) });
}

/** A command of another terminal that has its lease. */
async function startCommand(home: Home, ...words: string[]): Promise<{ command: ChildProcess; address: string }> {
  const command = spawn(process.execPath, [LEASE, home.folder, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  commands.push(command);
  const [address] = (await once(command.stdout, 'data')) as [Buffer];
  return { command, address: address.toString().trim() };
}

/** Resolves when nothing of a service is left; the test's own time limit is the deadline. */
async function untilGone(home: Home): Promise<void> {
  while (await serviceState(home)) await sleep(50);
}

/** Resolves with the first thing that `look` finds. */
async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
}

async function recordOf({ serviceFile }: Home): Promise<ServiceRecord> {
  return JSON.parse(await readFile(serviceFile, 'utf8')) as ServiceRecord;
}

it('is one for all commands of a home, also for two at once, and ends with the last', async () => {
  const home = newHome();
  const [one, other] = await Promise.all([startCommand(home), startCommand(home)]);
  expect(other.address).toBe(one.address);

  // However the first one ends.
  one.command.kill('SIGKILL');
  const lease = await openService(home);
  expect(lease.address).toBe(one.address);
  expect(await serviceState(home)).toMatchObject({ address: one.address, worker: 'none' });

  const client = await connect(lease.address);
  const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 24 * 60 * 60);
  await client.connection.close();

  other.command.kill('SIGKILL');
  await lease.close();
  await untilGone(home);
  expect(await readFile(home.serviceFile, 'utf8').catch(() => 'gone')).toBe('gone');
});

it('is started again where the last one was killed, with what Temporal knew', async () => {
  const home = newHome();
  const first = await openService(home, { worker: true });
  const client = await connect(first.address);
  const pipeline = pipelineSchema.parse({
    name: 'missing',
    ingest: { source: { path: join(folder, 'nothing-here') } },
    preprocess: { width: 8, height: 8, channels: 1 },
    model: { architecture: 'cnn', filters: [4] },
    fit: { epochs: 1 },
    deploy: { name: 'missing' },
  });
  const runId = await startTrainToServe(client, { pipeline, who: 'a test' }, { home });
  await client.workflow
    .getHandle(runId)
    .result()
    .catch(() => undefined);
  await client.connection.close();

  process.kill((await recordOf(home)).pid, 'SIGKILL');
  await until(async () => first.lost.aborted || undefined);

  const second = await openService(home);
  const again = await connect(second.address);
  expect((await again.workflow.getHandle(runId).describe()).status.name).toBe('FAILED');
  await again.connection.close();
  await second.close();
});

it('is not believed in where its record is that of a process that ended, or of another with its id', async () => {
  const home = newHome();
  const record = { startedAt: new Date().toISOString(), version: '0.1.0', port: 1, token: 'x', address: '127.0.0.1:1' };
  for (const stale of [
    { ...record, pid: 2 ** 22 + 1, processStart: '1' },
    { ...record, pid: process.pid, processStart: 'another time' },
  ]) {
    await rm(home.serviceFile, { force: true });
    expect(await claimHome(home, stale)).toBe(true);
    expect(await serviceState(home)).toBeUndefined();
  }
  await writeFile(home.serviceFile, '{');
  const lease = await openService(home);
  expect((await recordOf(home)).pid).not.toBe(process.pid);
  await lease.close();
});

it('is claimed by exactly one of many that find a stale record', async () => {
  const home = newHome();
  const stale = { startedAt: new Date().toISOString(), version: '0', port: 1, token: 'stale', pid: 2 ** 22 + 1 };
  await claimHome(home, { ...stale, processStart: '1' });
  const module = JSON.stringify(join(__dirname, '../../dist/service'));
  const script = `const { claimHome } = await import(${module} + '/service-record.js');
    const { processStart } = await import(${module} + '/process-start.js');
    const record = { ...${JSON.stringify(stale)}, pid: process.pid, processStart: await processStart(process.pid) };
    const isOurs = await claimHome(${JSON.stringify(home)}, record);
    console.log(isOurs);
    if (isOurs) process.stdin.resume();`;
  const claims = [0, 1, 2, 3].map(() => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    commands.push(child);
    return once(child.stdout, 'data').then(([said]) => String(said).trim());
  });
  expect((await Promise.all(claims)).toSorted()).toEqual(['false', 'false', 'false', 'true']);
});

it('refuses a command that names another Temporal server', async () => {
  const home = newHome();
  const lease = await openService(home);
  await expect(openService(home, { address: '127.0.0.1:7' })).rejects.toMatchObject({
    code: 'workflows/other-server',
    message: expect.stringMatching(new RegExp(`TEMPORAL_ADDRESS is 127.0.0.1:7, .* connected to ${lease.address}`)),
  });
  await lease.close();
});

it('serves a home from a Temporal server that was named, and says when that does not answer', async () => {
  const home = newHome();
  await expect(openService(home, { address: '127.0.0.1:7' })).rejects.toMatchObject({
    code: 'workflows/server-unreachable',
  });
  const server = await startTemporalServer();
  const lease = await openService(home, { address: server.address });
  expect(lease.address).toBe(server.address);
  await lease.close();
  await server.stop();
});

describe('a worker', () => {
  let home: Home;
  let images: string;

  beforeAll(async () => {
    home = newHome();
    images = join(folder, 'digits');
    await promisify(execFile)(process.execPath, [prepareDigits, images, '--limit', '200']);
  });

  /** The attempt that trains, and the process that has it: the stages before end while one looks. */
  async function attemptOf(client: Client, runId: string) {
    const state = await readRunState(join(home.runsFolder, runId));
    if (!state?.stages.some(({ stage, startedAt }) => stage === 'train' && startedAt !== undefined)) return undefined;
    const { raw } = await client.workflow.getHandle(runId).describe();
    // One that no worker has yet has no identity: its process would be 0, which stands for all of this group.
    const activity = raw.pendingActivities?.find((pending) => pidOf(pending) > 0);
    return activity && { attempt: activity.attempt, failure: activity.lastFailure, pid: pidOf(activity) };
  }

  it('that is killed costs no missed heartbeat: the next attempt begins, and says why the last one ended', async () => {
    const lease = await openService(home, { worker: true });
    const client = await connect(lease.address);
    const pipeline = pipelineSchema.parse({
      name: 'digits',
      ingest: { source: { path: images } },
      preprocess: { width: 28, height: 28, channels: 1 },
      model: { architecture: 'cnn', filters: [4] },
      fit: { epochs: 10_000 },
      deploy: { name: 'digits' },
    });
    const runId = await startTrainToServe(client, { pipeline, who: 'a test' }, { home });
    const first = await until(() => attemptOf(client, runId));
    process.kill(first.pid, 'SIGKILL');
    const second = await until(async () => {
      const found = await attemptOf(client, runId);
      return found && found.attempt === 2 && found.pid !== first.pid ? found : undefined;
    });
    expect(second.failure).toMatchObject({
      message: expect.stringContaining('was ended by SIGKILL'),
      applicationFailureInfo: { type: 'workflows/worker-lost' },
    });

    // The service too: the next one goes on with the run.
    process.kill((await recordOf(home)).pid, 'SIGKILL');
    await until(async () => lease.lost.aborted || undefined);
    await client.connection.close();
    const again = await openService(home, { worker: true });
    expect(again.startedWorker).toBe(true);
    const other = await connect(again.address);
    const third = await until(async () => {
      const found = await attemptOf(other, runId);
      return found && (found.attempt ?? 0) > 2 && found.pid !== second.pid ? found : undefined;
    });
    expect(third.failure).toMatchObject({ applicationFailureInfo: { type: 'workflows/worker-lost' } });
    await other.workflow.getHandle(runId).terminate('the test is over');
    await other.connection.close();
    await again.close();
  });
});

function pidOf({ lastWorkerIdentity }: { lastWorkerIdentity?: string | null }): number {
  return Number(lastWorkerIdentity?.split('@')[0]);
}
