import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactRef } from '@sightline/contracts';
import { age } from '../fixtures/age.fixture.ts';
import { openRegistry } from '../registry.ts';
import { createContext, type StageContext } from '../stage.ts';
import { takeSweepLease } from '../store/sweep-lease.ts';
import { collectGarbage } from './collect.ts';
import { expectConsistent, registerVersion, runOnce } from './old-store.fixture.ts';

const RUNS = 120;
const SCRIPT = join(__dirname, 'sweep-process.fixture.mjs');

let root: string;
let context: StageContext;
const children = new Set<ChildProcess>();
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sightline-sweep-'));
  context = createContext({ root });
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** A clean-up in a separate process. */
function startSweep() {
  const child = spawn(process.execPath, [SCRIPT, root], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    children.delete(child);
    if (code !== 0 && signal !== 'SIGKILL') throw new Error(said);
    return { isKilled: signal === 'SIGKILL' };
  });
  return { child, ended };
}

it('killed at any moment leaves whole artifacts, and the next goes on', async () => {
  const kept = await runOnce('kept', context);
  await registerVersion(kept.model, root);
  await openRegistry(context.artifacts).promote({
    name: 'digits',
    alias: 'production',
    version: 1,
    who: 'ada',
    why: 'try',
  });
  for (let run = 0; run < RUNS; run++) await runOnce(`run ${run}`, context);
  await age(root, 30);
  let kills = 0;
  for (let isDone = false; !isDone;) {
    const { child, ended } = startSweep();
    let batches = Math.floor(Math.random() * 6);
    child.stdout.on('data', () => batches-- === 0 && setTimeout(() => child.kill('SIGKILL'), Math.random() * 15));
    const { isKilled } = await ended;
    if (isKilled) kills++;
    await expectConsistent(root);
    isDone = !isKilled;
  }
  expect(kills).toBeGreaterThan(2);
  expect(new Set(await context.artifacts.ids())).toEqual(new Set([kept.dataset.id, kept.model.id]));
  expect(await context.artifacts.backend.list('blobs/')).toHaveLength(3);
}, 240_000);

it('takes nothing from those who find or make results meanwhile', async () => {
  for (let run = 0; run < RUNS; run++) await runOnce(`run ${run}`, context);
  await age(root, 30);
  const given: ArtifactRef[] = [];
  const stop = new AbortController();
  const work = async () => {
    while (!stop.signal.aborted) {
      const { dataset, model } = await runOnce(`run ${Math.floor(Math.random() * RUNS)}`, createContext({ root }));
      given.push(dataset, model);
      await context.artifacts.verify(dataset);
      await context.artifacts.verify(model);
    }
  };
  const before = (await context.artifacts.ids()).length;
  const workers = [work(), work(), work()];
  const { child, ended } = startSweep();
  let sweeps = 0;
  child.stdout.on('data', () => sweeps++);
  await ended;
  stop.abort();
  await Promise.all(workers);
  expect(sweeps).toBeGreaterThan(0);
  expect((await context.artifacts.ids()).length).toBeLessThan(before);
  for (const ref of given) await context.artifacts.verify(ref);
  await expectConsistent(root);
}, 240_000);

describe('the lease of a sweep', () => {
  it('is held by one alone, and makes a writer wait until it is given back', async () => {
    const lease = await takeSweepLease(context.artifacts.backend);
    const options = { keep: { versions: 0, days: 0 }, openRuns: async () => [] };
    await expect(collectGarbage(context.artifacts, options)).rejects.toMatchObject({ code: 'artifacts/conflict' });
    let isMade = false;
    const making = runOnce('x', context).then(() => (isMade = true));
    await new Promise((wake) => setTimeout(wake, 300));
    expect(isMade).toBe(false);
    await lease.release();
    await making;
    await expectConsistent(root);
  });

  it('ends with the process that held it', async () => {
    await runOnce('old', context);
    await age(root, 30);
    const { child, ended } = startSweep();
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await ended;
    expect(await context.artifacts.backend.list('sweep/')).toHaveLength(1);
    await runOnce('new', context);
    await expectConsistent(root);
    await (await takeSweepLease(context.artifacts.backend)).release();
    expect(await context.artifacts.backend.list('sweep/')).toEqual([]);
  });
});
