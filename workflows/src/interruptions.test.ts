import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sightlineHome, type Home } from '@sightline/artifacts';
import { JOURNAL_FILE, runEventSchema, type RunEvent } from '@sightline/contracts/run';
import { childrenOf, digitsRun, firstFound, writeDigits } from './digits-run.fixture.ts';
import { cancelRun, connect, endedRun, openService, startTrainToServe } from './index.ts';
import { readRunState } from './journal/read.ts';

jest.setTimeout(600_000);

let folder: string;
let home: Home;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-interruptions-'));
  home = sightlineHome({ SIGHTLINE_HOME: join(folder, 'home') });
  await writeDigits(join(folder, 'digits'), 200);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }));

async function eventsOf(runId: string): Promise<RunEvent[]> {
  const text = await readFile(join(home.runsFolder, runId, JOURNAL_FILE), 'utf8');
  return text.split('\n').flatMap((line) => (line ? [runEventSchema.parse(JSON.parse(line))] : []));
}

/** The attempt at the training that is running, once it has the process in which it computes. */
async function trainingAfter(
  runId: string,
  earlier: number,
): Promise<{ attempt: number; worker: number; child: number }> {
  return firstFound(async () => {
    const started = (await eventsOf(runId)).findLast(({ event }) => event === 'stage-started');
    if (started?.event !== 'stage-started' || started.stage !== 'train' || started.attempt <= earlier) return undefined;
    const [child] = await childrenOf(started.pid);
    return child === undefined ? undefined : { attempt: started.attempt, worker: started.pid, child };
  });
}

it('a training goes on after any number of kills of its process and its worker', async () => {
  const lease = await openService(home, { worker: true });
  const client = await connect(lease.address);
  const runId = await startTrainToServe(client, digitsRun(join(folder, 'digits'), 10_000), { home });
  let attempt = 0;
  for (const victim of ['child', 'child', 'child', 'worker', 'child', 'child', 'worker', 'child'] as const) {
    const running = await trainingAfter(runId, attempt);
    ({ attempt } = running);
    process.kill(running[victim], 'SIGKILL');
  }
  await trainingAfter(runId, attempt);
  const epochs = async () => (await readRunState(join(home.runsFolder, runId)))?.epochs.length ?? 0;
  const before = await epochs();
  await firstFound(async () => (await epochs()) > before || undefined);

  const state = await readRunState(join(home.runsFolder, runId));
  const failures = state?.stages.find(({ stage }) => stage === 'train')?.failures ?? [];
  expect(failures).toHaveLength(8);
  for (const failure of failures) expect(failure).toMatchObject({ willRetry: true, interrupted: true });
  expect(failures[0]).toMatchObject({
    code: 'workflows/stage-interrupted',
    message: 'The process of stage train was ended by SIGKILL.',
  });

  await cancelRun(client, runId, { runsFolder: home.runsFolder, who: 'ada' });
  const ended = await firstFound(async () => {
    const now = await readRunState(join(home.runsFolder, runId));
    return now?.outcome && now;
  });
  expect(ended).toMatchObject({ status: 'cancelled', reason: 'The run was cancelled by ada.' });
  await expect(endedRun(runId, join(home.runsFolder, runId), ended)).rejects.toMatchObject({
    code: 'workflows/cancelled',
    message: `Run ${runId} was cancelled by ada.`,
  });
  await client.connection.close();
  await lease.close();
});
