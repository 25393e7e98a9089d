import { cp, mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import type { RetrainInput } from '@sightline/contracts/run';
import { startTemporalServer, type TemporalServer } from '@sightline/native';
import { connect } from '../connection/connect.ts';
import { digitsRun, firstFound, writeDigits } from '../digits-run.fixture.ts';
import { readRuns, type JournalledRun } from '../journal/read.ts';
import { startWorkerProcess } from '../worker/worker-process.ts';
import type { Client, WorkerProcess } from '../index.ts';
import { scheduleIdOf } from './schedule-options.ts';
import {
  backfillSchedule,
  deleteSchedule,
  listSchedules,
  pauseSchedule,
  resumeSchedule,
  showSchedule,
  triggerSchedule,
} from './schedules.ts';
import type { GcRequest } from './gc-input.ts';
import { applyGcSchedule } from './gc-schedule.ts';
import { applySchedule, createSchedule } from './retrain-schedule.ts';

jest.setTimeout(600_000);

let folder: string;
let images: string;
let home: { root: string; runsFolder: string };
let temporal: TemporalServer;
let client: Client;
let worker: WorkerProcess | undefined;
let input: RetrainInput;

type Section = NonNullable<RetrainInput['pipeline']['schedule']>;
const section = (settings: Partial<Section>): Section => ({
  every: '1d',
  offset: '0s',
  timeZone: 'UTC',
  overlap: 'skip',
  catchUpWindow: '1h',
  jitter: '0s',
  pauseOnFailure: false,
  ...settings,
});
const scheduled = (name: string, settings: Partial<Section> = {}): RetrainInput => ({
  ...input,
  pipeline: { ...input.pipeline, name, schedule: section(settings) },
});
const startWorker = async () => (worker = await startWorkerProcess({ address: temporal.address, ...home }));
const ended = async (of: string) =>
  (await readRuns(home.runsFolder)).filter(({ pipeline, outcome }) => pipeline === of && outcome !== undefined);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sightline-schedules-'));
  images = join(folder, 'digits');
  home = { root: join(folder, 'artifacts'), runsFolder: join(folder, 'runs') };
  [temporal] = await Promise.all([
    startTemporalServer(),
    writeDigits(images, 100),
    writeDigits(join(folder, 'more'), 150),
  ]);
  client = await connect(temporal.address, 60_000);
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

it('is created as its section says, and no default of the server is left to it', async () => {
  const cron = '0 3 * * 1-5';
  const wanted = scheduled('nightly', { cron, offset: '0s', timeZone: 'Europe/Vienna', jitter: '5m' });
  delete wanted.pipeline.schedule?.every;
  await createSchedule(client, wanted, home);
  const { policies, spec, action } = await client.schedule.getHandle(scheduleIdOf('nightly', home.root)).describe();
  expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 3_600_000, pauseOnFailure: false });
  expect(spec).toMatchObject({ timezone: 'Europe/Vienna', jitter: 300_000 });
  expect(action).toMatchObject({ workflowType: 'retrain' });
  const { next, schedule } = await showSchedule(client, 'nightly', home);
  expect(schedule).toEqual(wanted.pipeline.schedule);
  // With up to five minutes of jitter.
  expect(next[0]).toMatch(/T0[12]:0[0-5]:/);
  await expect(createSchedule(client, wanted, home)).rejects.toMatchObject({ code: 'workflows/schedule-exists' });
  await expect(createSchedule(client, input, home)).rejects.toMatchObject({ code: 'workflows/invalid-schedule' });
});

it('is due at times of the calendar', async () => {
  const wanted = scheduled('weekly', {
    calendar: [{ minute: 30, hour: { start: 4, end: 5 }, dayOfWeek: ['monday', 'friday'] }],
  });
  delete wanted.pipeline.schedule?.every;
  await createSchedule(client, wanted, home);
  const { next } = await showSchedule(client, 'weekly', home);
  expect(next.slice(0, 4).every((time) => /T0[45]:30:00/.test(time))).toBe(true);
  expect(next.slice(0, 4).every((time) => [1, 5].includes(new Date(time).getUTCDay()))).toBe(true);
});

it('is made as its section says by applying it, and tells what has changed', async () => {
  const apply = (wanted: RetrainInput) => applySchedule(client, wanted, home);
  expect(await apply(scheduled('applied'))).toMatchObject({ action: 'created' });
  expect(await apply(scheduled('applied'))).toMatchObject({ action: 'none', changes: [] });
  await pauseSchedule(client, 'applied', { ...home, note: 'for a while' });
  const changed = await apply(scheduled('applied', { every: '6h', overlap: 'buffer-one' }));
  expect(changed).toMatchObject({
    action: 'updated',
    changes: ['schedule.every: "1d" → "6h"', 'schedule.overlap: "skip" → "buffer-one"'],
  });
  expect(await showSchedule(client, 'applied', home)).toMatchObject({ paused: true, note: 'for a while' });
  const { schedule: _, ...pipeline } = scheduled('applied').pipeline;
  expect(await apply({ ...input, pipeline })).toMatchObject({ action: 'deleted' });
  await expect(showSchedule(client, 'applied', home)).rejects.toMatchObject({ code: 'workflows/schedule-not-found' });
  expect(await apply({ ...input, pipeline })).toMatchObject({ action: 'none' });
});

it('is listed for its own store alone', async () => {
  const other = { root: join(folder, 'elsewhere') };
  await createSchedule(client, scheduled('other'), other);
  const names = async (of: { root: string }) => (await listSchedules(client, of)).map(({ name }) => name);
  await firstFound(async () => ((await names(home)).length === 2 && (await names(other)).length === 1) || undefined);
  expect(await names(home)).toEqual(['nightly', 'weekly']);
  await expect(deleteSchedule(client, 'other', home)).rejects.toMatchObject({ code: 'workflows/schedule-not-found' });
  await deleteSchedule(client, 'other', other);
});

it('skips what is due while a run goes on, and says so', async () => {
  // No worker is there: the run waits for one.
  await createSchedule(client, scheduled('busy'), home);
  const { runId } = await triggerSchedule(client, 'busy', home);
  expect(runId).toMatch(/^busy-/);
  expect(await triggerSchedule(client, 'busy', home)).toEqual({ skipped: true });
  expect(await showSchedule(client, 'busy', home)).toMatchObject({ started: 1, skipped: 1, running: [runId] });
  await client.workflow.getHandle(runId as string).terminate();
});

it('trains at its times when there is something new, and ends with a reason when there is not', async () => {
  await startWorker();
  await createSchedule(client, scheduled('digits', { every: '4s' }), home);
  const runs = (count: number) =>
    firstFound(async () => {
      const all = await ended('digits');
      return all.length >= count ? all.toReversed() : undefined;
    });
  const [first] = await runs(1);
  expect(first).toMatchObject({
    outcome: 'promoted',
    trigger: { kind: 'schedule', schedule: 'digits' },
    who: 'a test',
  });
  const [, second] = await runs(2);
  expect(second).toMatchObject({ outcome: 'unchanged', reason: expect.stringContaining(first?.runId as string) });
  await cp(join(folder, 'more'), images, { recursive: true });
  const trained = (run: JournalledRun) => run.outcome === 'promoted' || run.outcome === 'refused-by-gate';
  const [, third] = await firstFound(async () => {
    const all = (await ended('digits')).toReversed().filter(trained);
    return all.length >= 2 ? all : undefined;
  });
  const due = [first, third].map((run) => (run?.trigger?.kind === 'schedule' ? run.trigger.dueAt : 0));
  expect(due.every((time) => time > 0 && time % 4_000 === 0)).toBe(true);

  await pauseSchedule(client, 'digits', { ...home, note: 'enough' });
  const paused = await firstFound(async () => {
    const state = await showSchedule(client, 'digits', home);
    return state.running.length === 0 ? state : undefined;
  });
  expect(paused).toMatchObject({ paused: true, note: 'enough' });
  const { runId } = await triggerSchedule(client, 'digits', home);
  const triggered = await firstFound(async () => (await ended('digits')).find((run) => run.runId === runId));
  expect(triggered.outcome).toBe('unchanged');
  expect((await showSchedule(client, 'digits', home)).started).toBe(paused.started + 1);
});

it('makes up for a time that is over, one run after the other', async () => {
  await applySchedule(client, scheduled('past', { every: '1h' }), home);
  await pauseSchedule(client, 'past', { ...home, note: 'only backfills' });
  const [start, end] = [new Date('2026-11-01T00:30:00Z'), new Date('2026-11-01T02:30:00Z')];
  await backfillSchedule(client, 'past', { ...home, start, end });
  const runs = await firstFound(async () => {
    const all = await ended('past');
    return all.length === 2 ? all.toReversed() : undefined;
  });
  expect(runs.map(({ trigger }) => trigger)).toEqual(
    ['2026-11-01T01:00:00Z', '2026-11-01T02:00:00Z'].map((time) => ({
      kind: 'schedule',
      schedule: 'past',
      dueAt: Date.parse(time),
    })),
  );
  expect(runs.map(({ outcome }) => outcome)).toEqual(['promoted', 'unchanged']);
  await resumeSchedule(client, 'past', { ...home, note: 'goes on' });
  expect(await showSchedule(client, 'past', home)).toMatchObject({ paused: false, note: 'goes on' });
});

it('cleans up the store at its times', async () => {
  const apply = (request: GcRequest) => applyGcSchedule(client, request, home);
  expect(await apply({ schedule: { every: '1d' } })).toMatchObject({ name: 'gc', action: 'created' });
  expect(await apply({ schedule: { every: '1d' }, keep: { days: 30 } })).toMatchObject({
    action: 'updated',
    changes: ['keep.days: 14 → 30'],
  });
  expect(await showSchedule(client, 'gc', home)).toMatchObject({ name: 'gc', schedule: { every: '1d' } });
  const garbage = join(home.root, 'blobs', 'ab', 'ab'.padEnd(64, '0'));
  await mkdir(dirname(garbage), { recursive: true });
  await writeFile(garbage, 'of no artifact');
  await utimes(garbage, new Date(0), new Date(0));
  const { runId } = await triggerSchedule(client, 'gc', home);
  expect(await client.workflow.result(runId as string)).toEqual({
    kinds: [{ kind: 'blob', count: 1, bytes: 14 }],
    bytes: 14,
  });
  await expect(stat(garbage)).rejects.toThrow('ENOENT');
  await deleteSchedule(client, 'gc', home);
  const named = { ...input, pipeline: { ...scheduled('nightly').pipeline, name: 'gc' } };
  await expect(applySchedule(client, named, home)).rejects.toMatchObject({ code: 'workflows/invalid-schedule' });
});

it('allows the overlaps that Temporal knows', () => {
  const known = Object.values(ScheduleOverlapPolicy).filter((policy) => policy !== undefined);
  expect(known.map((policy) => policy.toLowerCase().replace('_', '-')).sort()).toEqual([
    'allow-all',
    'buffer-all',
    'buffer-one',
    'cancel-other',
    'skip',
    'terminate-other',
  ]);
});
