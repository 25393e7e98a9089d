import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedRunSchema } from '@sightline/contracts';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { digitsRun, firstFound, writeDigits } from './digits-run.fixture.ts';
import { connect, followRun, startTrainToServe, startWorkerProcess, type Client, type WorkerProcess } from './index.ts';
import { readRunState } from './journal/read.ts';

jest.setTimeout(600_000);

const MIB = 1_048_576;

const folder = mkdtempSync(join(tmpdir(), 'sightline-full-disk-'));
const disk = join(folder, 'disk');
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess;
let home: { root: string; runsFolder: string };

/** Makes a disk, in memory: only an administrator may. */
function mount(): boolean {
  try {
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${24 * MIB}`, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isMounted = mount();

beforeAll(async () => {
  if (!isMounted) return;
  home = { root: join(disk, 'artifacts'), runsFolder: join(disk, 'runs') };
  [temporal] = await Promise.all([startTemporalServer(), writeDigits(join(folder, 'digits'), 200)]);
  client = await connect(temporal.address);
  worker = await startWorkerProcess({ address: temporal.address, ...home });
});
afterAll(async () => {
  await worker?.close();
  await client?.connection.close();
  await temporal?.stop();
  if (isMounted) execFileSync('umount', [disk]);
  await rm(folder, { recursive: true, force: true });
});

/** Leaves no byte free. */
function fill(): void {
  const file = openSync(join(disk, 'full'), 'a');
  try {
    for (let size = MIB; size > 0;) {
      try {
        writeSync(file, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}

const start = (runId: string) => startTrainToServe(client, digitsRun(join(folder, 'digits'), 10_000), { home, runId });
const stateOf = (runId: string) => readRunState(join(home.runsFolder, runId));
const training = (runId: string) =>
  firstFound(async () => ((await stateOf(runId))?.epochs.length ?? 0) > 1 || undefined);

// This says of itself where it cannot be tested.
const describeOnDisk = isMounted ? describe : describe.skip;
describeOnDisk('on a full disk (needs the right to mount one)', () => {
  afterEach(() => rmSync(join(disk, 'full'), { force: true }));

  it('each try is noted with its reason as it fails, and the run leaves how it ended', async () => {
    await start('one');
    await training('one');
    fill();
    const seen: number[] = [];
    const followed = followRun(client, 'one', {
      runsFolder: home.runsFolder,
      onState: ({ stages }) => seen.push(stages.find(({ stage }) => stage === 'train')?.failures?.length ?? 0),
    });
    await expect(followed).rejects.toMatchObject({
      code: 'artifacts/storage-failed',
      message: expect.stringMatching(/space/),
    });
    expect([...new Set(seen)]).toEqual([0, 1, 2, 3, 4, 5]);
    const left = failedRunSchema.parse(JSON.parse(await readFile(join(home.runsFolder, 'one', 'run.json'), 'utf8')));
    expect(left).toMatchObject({ outcome: 'failed', code: 'artifacts/storage-failed' });
    const failures = left.stages.find(({ stage }) => stage === 'train')?.failures ?? [];
    expect(failures.map(({ willRetry }) => willRetry)).toEqual([true, true, true, true, false]);
    for (const { message } of failures) expect(message).toMatch(/space/);
  });

  it('a run that cannot write a word leaves its end as soon as there is room', async () => {
    await start('two');
    await training('two');
    rmSync(join(home.runsFolder, 'two', '.reserve'));
    fill();
    await expect(client.workflow.getHandle('two').result()).rejects.toThrow();
    expect((await stateOf('two'))?.outcome).toBeUndefined();
    rmSync(join(disk, 'full'));
    const state = await firstFound(async () => {
      const now = await stateOf('two');
      return now?.outcome && now;
    });
    expect(state).toMatchObject({ outcome: 'failed', code: 'artifacts/storage-failed' });
    await firstFound(() => readFile(join(home.runsFolder, 'two', 'run.json')).catch(() => undefined));
  });

  it('no run begins, and its id stays free', async () => {
    fill();
    await expect(start('three')).rejects.toMatchObject({ code: 'workflows/storage-failed' });
    rmSync(join(disk, 'full'));
    await start('three');
    await client.workflow.getHandle('three').terminate('the test is over');
  });
});
